import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CorrelatorError } from '@correlator/events';

/** The names that a configuration is looked for by, first to last. */
export const configNames = ['ts', 'mts', 'js', 'mjs', 'yaml', 'yml', 'json'].map((end) => `correlator.config.${end}`);

/**
 * The path of the configuration in `directory`, or undefined where there is none. Throws `CONFIG_AMBIGUOUS` where there
 * are several.
 */
export async function findConfig(directory: string): Promise<string | undefined> {
  const present = new Set(await readdir(directory).catch(() => []));
  const [first, second] = configNames.filter((name) => present.has(name));
  if (first === undefined) return undefined;
  if (second === undefined) return join(directory, first);
  throw new CorrelatorError(
    'CONFIG_AMBIGUOUS',
    `${directory} has both ${first} and ${second}; remove one, or name one with --config`,
  );
}
