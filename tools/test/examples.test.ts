import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examplesOf, runExample, surroundings } from '../repository/examples.ts';
import { blocksOf } from '../repository/markdown.ts';
import { libraries, textOf } from '../repository/packages.ts';

/** Their tests run the programs, as what is printed depends on where that is. */
const testedByThemselves = ['packages/config'];
/** A program would only show what the machine's journal holds. */
const withoutProgram = ['packages/input-journald'];

const readmes = libraries.map(({ folder }) => ({ folder, ...examplesOf(folder) }));
const examples = readmes.flatMap(({ shown }) => shown.map((example, index) => ({ ...example, number: index + 1 })));

/** The paths of the files of a language below a folder. */
const filesOf = (folder: string, language: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(`.${language}`));

describe('the README of every package', () => {
  it('shows programs, each with what it prints', () => {
    const silent = readmes.filter(({ shown }) => shown.length === 0).map(({ folder }) => folder);
    expect(silent.sort()).toEqual([...testedByThemselves, ...withoutProgram].sort());
    const untold = readmes.filter((readme) => readme.untold.length > 0).map(({ folder }) => folder);
    expect(untold).toEqual(testedByThemselves);
  });

  it('needs the surroundings that are written down', () => {
    const folders = new Set(examples.map(({ folder }) => folder));
    expect(Object.keys(surroundings).filter((folder) => !folders.has(folder))).toEqual([]);
  });
});

describe.each(examples)('example $number of $folder', (example) => {
  it('prints and leaves behind what the README says', () => {
    const { leaves = {} } = surroundings[example.folder] ?? {};
    const blocks = blocksOf(textOf(`${example.folder}/README.md`));
    runExample(example, ({ stdout, stderr }, folder) => {
      expect(stderr).toBe('');
      expect(stdout).toBe(example.output);
      for (const language of new Set(Object.values(leaves))) {
        const paths = filesOf(folder, language);
        expect(paths).toEqual(Object.keys(leaves).filter((path) => leaves[path] === language));
        const shown = blocks.filter(({ info }) => info === language).map(({ text }) => text);
        expect(paths.map((path) => readFileSync(join(folder, path), 'utf8'))).toEqual(shown);
      }
    });
  });
});
