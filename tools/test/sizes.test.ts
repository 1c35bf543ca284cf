import { describe, expect, it } from 'vitest';
import { sources, textOf } from '../repository/packages.ts';
import { crowdedFolders, longFiles, mostFiles, mostLines } from '../repository/sizes.ts';

const paths = sources('{packages,apps}/*/src/**/*.{ts,mjs}');

describe('source files', () => {
  it(`have at most ${mostLines} lines`, () => {
    expect(paths.length).toBeGreaterThan(300);
    expect(longFiles(paths.map((path) => ({ path, text: textOf(path) })))).toEqual([]);
  });

  it(`are at most ${mostFiles} in one folder`, () => {
    expect(crowdedFolders(paths)).toEqual([]);
  });
});

describe('a file', () => {
  it.each([
    ['packages/a/src/b.ts', 400, []],
    ['packages/a/src/b.ts', 401, ['packages/a/src/b.ts: 401 lines']],
    ['packages/a/src/generated/b.ts', 401, []],
  ])('%s of %d lines: %j', (path, lines, found) => {
    expect(longFiles([{ path, text: 'x\n'.repeat(lines) }])).toEqual(found);
  });
});

describe('a folder', () => {
  const files = (folder: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${folder}/file${index}.ts`);

  it.each([
    ['packages/a/src', 25, []],
    ['packages/a/src', 26, ['packages/a/src']],
    ['packages/a/src/generated', 26, []],
  ])('%s of %d files: %j', (folder, count, found) => {
    expect(crowdedFolders([...files(folder, count), ...files(`${folder}/below`, 20)])).toEqual(found);
  });
});
