import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The places from which packages are looked for. */
export interface ResolveOptions {
  /** URLs of files or folders (ending in `/`), in order: the first that has the package wins. */
  readonly from: readonly string[];
  /** Conditions of packages' `exports` besides `node` and `import`. @default those that this process runs with */
  readonly conditions?: readonly string[] | undefined;
}

/** Returns the conditions that Node.js was started with: `--conditions=x`, `-C x`, also by NODE_OPTIONS. */
export function processConditions(): string[] {
  const given = [...(process.env.NODE_OPTIONS ?? '').split(/\s+/), ...process.execArgv];
  return given.flatMap((argument, index) => {
    if (argument === '-C' || argument === '--conditions') return given[index + 1] ?? [];
    return /^(?:--conditions|-C)=(.+)$/.exec(argument)?.[1] ?? [];
  });
}

const notThere = new Set(['ERR_MODULE_NOT_FOUND', 'ERR_INVALID_MODULE_SPECIFIER']);

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}

/**
 * Returns the URL to import for the first of `candidates` that is found, and which one that was; undefined if none is.
 * Throws what Node.js would if a package is there but cannot be imported, as when its `exports` lack the way in.
 */
export async function resolvePackage(
  candidates: readonly string[],
  { from, conditions = processConditions() }: ResolveOptions,
): Promise<{ readonly url: string; readonly specifier: string } | undefined> {
  const [only] = candidates;
  if (only?.startsWith('file:')) return existsSync(fileURLToPath(only)) ? { url: only, specifier: only } : undefined;
  const { moduleResolve } = await import('import-meta-resolve');
  const wanted = new Set(['node', 'import', ...conditions]);
  for (const base of from) {
    for (const specifier of candidates) {
      try {
        return { url: moduleResolve(specifier, new URL(base), wanted).href, specifier };
      } catch (error) {
        if (!notThere.has(codeOf(error))) throw error;
      }
    }
  }
  return undefined;
}
