import { access } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { glob } from 'tinyglobby';
import { baseOf } from './rotated-name.ts';

/** The files that a list of paths and patterns names at present. */
export interface Expanded {
  /** The paths given, and what the patterns match, each once, in the order given; matches of one pattern by name. */
  readonly paths: readonly string[];
  /** Patterns that match nothing. */
  readonly unmatched: readonly string[];
}

/** The path that stands for standard input. */
export const stdinPath = '-';

/** Returns whether `path` may stand for several files. */
export function isPattern(path: string): boolean {
  return /[*?]/.test(path) || holds(path, '[', ']') || holds(path, '{', '}');
}

function holds(path: string, open: string, close: string): boolean {
  const at = path.indexOf(open);
  return at >= 0 && path.indexOf(close, at) > at + 1;
}

/** The paths that were given, some of which may be patterns. A file whose name looks like a pattern is meant itself. */
export class PathList {
  readonly given: readonly string[];
  readonly exclude: readonly string[];
  /** Rotated files that were given or matched, by the log that they are of. */
  readonly histories = new Map<string, Set<string>>();

  constructor(paths: string | readonly string[], exclude: string | readonly string[] = []) {
    this.given = typeof paths === 'string' ? [paths] : paths;
    this.exclude = typeof exclude === 'string' ? [exclude] : exclude;
  }

  get hasPatterns(): boolean {
    return this.given.some(isPattern);
  }

  async expand(): Promise<Expanded> {
    const found = await Promise.all(this.given.map((path) => this.matches(path)));
    const unmatched = this.given.filter((_, index) => found[index]?.length === 0);
    return { paths: [...new Set(found.flat())], unmatched };
  }

  /**
   * Returns the logs that are to be followed. A rotated file is not a log of its own if the log itself is among them, or is
   * `followed` already: it is a part of the history of that log.
   */
  async expandLogs(followed: (path: string) => boolean): Promise<Expanded> {
    const { paths, unmatched } = await this.expand();
    const all = new Set(paths);
    const logs = paths.filter((path) => {
      const base = baseOf(basename(path));
      const log = base === undefined ? undefined : join(dirname(path), base);
      const isRotated = log !== undefined && (all.has(log) || followed(log));
      if (isRotated) this.addHistory(log, path);
      return !isRotated;
    });
    return { paths: logs, unmatched };
  }

  historyOf(log: string): ReadonlySet<string> {
    return this.histories.get(log) ?? new Set();
  }

  addHistory(log: string, path: string): void {
    const history = this.histories.get(log) ?? new Set();
    this.histories.set(log, history.add(path));
  }

  async matches(path: string): Promise<string[]> {
    if (path === stdinPath || !isPattern(path) || (await exists(path))) return [path];
    const found = await glob([path], {
      ignore: [...this.exclude],
      absolute: isAbsolute(path),
      dot: path.includes('/.'),
      expandDirectories: false,
    });
    return found.sort((a, b) => (a < b ? -1 : 1));
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
