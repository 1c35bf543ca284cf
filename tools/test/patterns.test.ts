import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { libraries, root, sources, textOf } from '../repository/packages.ts';
import { isPattern, type Pattern, parsePattern, patternsBuiltBy, whySlow } from '../repository/patterns.ts';
import { findingOf, findNodes } from '../repository/syntax.ts';

const written = (folder: string): Pattern[] =>
  sources(`${folder}/src/**/*.ts`).flatMap((path) =>
    findNodes(textOf(path), isPattern)
      .map(findingOf)
      .map(({ line, text }) => parsePattern(`${path}:${line}`, text)),
  );

const built = async (folder: string): Promise<Pattern[]> => {
  const patterns = await patternsBuiltBy(() => import(join(root, folder, 'src/index.ts')));
  return patterns.map(({ source, flags }) => ({ where: `built in ${folder}`, source, flags }));
};

/** One after another: the checker has a time limit for each, and the processors are few. */
async function slow(patterns: readonly Pattern[]): Promise<string[]> {
  const found: string[] = [];
  const different = new Map(patterns.map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern]));
  for (const [literal, pattern] of different) {
    const why = await whySlow(pattern);
    if (why !== undefined) found.push(`${pattern.where} ${literal}: ${why}`);
  }
  return found;
}

describe('the time of every regular expression grows no faster than its input', () => {
  it.each(libraries)('in $folder', { timeout: 600_000 }, async ({ folder }) => {
    expect(await slow([...(await built(folder)), ...written(folder)])).toEqual([]);
  });
});

describe('the checker', () => {
  it.each([
    ['/^(a+)+$/', 'exponential'],
    ['/^(?:\\w+\\s?)*$/', 'exponential'],
    ['/^a*a*$/', '2nd degree polynomial'],
    ['/\\s+$/', '2nd degree polynomial'],
  ])('finds %s to take %s time', async (literal, time) => {
    expect(await whySlow(parsePattern('here', literal))).toContain(time);
  });

  it('accepts an anchored pattern', async () => {
    expect(await whySlow(parsePattern('here', '/^Failed (?:password|publickey) for (\\S+)$/u'))).toBeUndefined();
  });

  it('sees a pattern that is built while a module loads', async () => {
    const build = ['a+', 'b'].map((source) => () => new RegExp(source));
    const patterns = await patternsBuiltBy(async () => build.map((pattern) => pattern()));
    expect(patterns).toEqual([/a+/, /b/]);
  });
});
