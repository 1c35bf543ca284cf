import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { fileOptions } from '../src/options.ts';
import { folderWith } from './support.ts';

/** A path in a new folder with logs. */
function inFolder(): (name: string) => string {
  const folder = folderWith({ 'auth.log': 'x\n' });
  return (name) => join(folder, name);
}

/** What stands in the way of an input of `paths`, as code and option. */
async function obstaclesOf(paths: string | string[]): Promise<[string, string | undefined][]> {
  const found = (await manifest.obstacles?.(fileOptions.parse({ paths }))) ?? [];
  return found.map(({ code, path }) => [code, path]);
}

describe('what is in the way of a file input', () => {
  test('is nothing where all files can be read, and standard input always can', async () => {
    const at = inFolder();
    expect(await obstaclesOf([at('auth.log'), '-'])).toEqual([]);
    expect(await obstaclesOf(at('auth.log'))).toEqual([]);
  });

  test('is each file that is not there, and each folder, by its option', async () => {
    const at = inFolder();
    mkdirSync(at('logs'));
    expect(await obstaclesOf([at('auht.log'), at('auth.log'), at('logs'), '/nowhere/x.log'])).toEqual([
      ['FILE_NOT_FOUND', 'paths.0'],
      ['FILE_IS_DIRECTORY', 'paths.2'],
      ['FILE_NOT_FOUND', 'paths.3'],
    ]);
    expect(await obstaclesOf(at('auht.log'))).toEqual([['FILE_NOT_FOUND', 'paths']]);
  });
});
