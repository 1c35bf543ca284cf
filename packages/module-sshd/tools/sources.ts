/** Sources: the files of OpenSSH that are linked into what listens, what serves a connection, and what lets users in. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A source file: its path from the folder of the sources, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The lists of Makefile.in that sshd, sshd-session and sshd-auth are linked from. */
const lists = ['LIBSSH_OBJS', 'SSHDOBJS', 'SSHD_SESSION_OBJS', 'SSHD_AUTH_OBJS'];

/** Returns the names of the sources in lists of a Makefile, and in those that they name. */
export function sourcesIn(makefile: string, names: readonly string[] = lists): Set<string> {
  const joined = makefile.replaceAll('\\\n', ' ');
  const found = new Set<string>();
  const add = (name: string): void => {
    const words = new RegExp(`^${name}\\s*=(.*)$`, 'm').exec(joined)?.[1]?.split(/\s+/) ?? [];
    for (const word of words) {
      const list = /^\$[({](\w+)[)}]$/.exec(word)?.[1];
      if (list !== undefined) add(list);
      else if (word.endsWith('.o')) found.add(`${word.slice(0, -2)}.c`);
    }
  };
  for (const name of names) add(name);
  return found;
}

const filesIn = (folder: string, ending: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : [];

/** Returns the files of the given ending, with what makes up for systems that lack something. */
function read(folder: string, ending: string, isWanted: (path: string) => boolean): SourceFile[] {
  const compat = filesIn(join(folder, 'openbsd-compat'), ending).map((name) => `openbsd-compat/${name}`);
  return [...filesIn(folder, ending), ...compat]
    .filter(isWanted)
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

/** Reads the sources of OpenSSH in a folder that are part of its server. */
export function serverSources(folder: string): SourceFile[] {
  const wanted = sourcesIn(readFileSync(join(folder, 'Makefile.in'), 'utf8'));
  return read(folder, '.c', (path) => path.includes('/') || wanted.has(path));
}

/** Reads the headers in a folder. */
export const headers = (folder: string): SourceFile[] => read(folder, '.h', () => true);
