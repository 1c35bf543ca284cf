import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingPathsOf, unknownCommandsOf } from '../repository/commands.ts';
import { errorCodesOf, hasHiddenCode } from '../repository/error-codes.ts';
import { blocksOf, codesOf, deadLinksOf, programsOf } from '../repository/markdown.ts';
import { root, sources, textOf } from '../repository/packages.ts';
import { fromSources, runNode } from '../repository/run-node.ts';
import { describeFindings } from '../repository/syntax.ts';

const readme = textOf('README.md');
const pages = ['README.md', 'CONTRIBUTING.md', ...sources('apps/docs/**/*.md', '{packages,apps}/*/README.md')];
const code = sources('{packages,apps}/*/src/**/*.ts');

mkdirSync(join(root, '.cache'), { recursive: true });
/** Below the root, so that the programs in it find the packages. */
const folder = mkdtempSync(join(root, '.cache/docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const node = (...args: readonly string[]) => runNode([fromSources, ...args]);

const correlator = (...args: readonly string[]) => node('apps/server/src/main.ts', ...args);

function save(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const oneSpace = (text: string): string => text.replaceAll(/[^\S\n]+/g, ' ');

describe('the table of error codes', () => {
  const documented = codesOf(textOf('apps/docs/error-codes.md'));
  const made = [...new Set(code.flatMap((path) => errorCodesOf(textOf(path))))].sort();

  it('has each code of the sources, once, and no other', () => {
    expect([...documented].sort()).toEqual(made);
  });

  it('can be compared: every error states its code where it is made', () => {
    expect(code.flatMap((path) => describeFindings(path, textOf(path), hasHiddenCode))).toEqual([]);
  });

  it.each([
    ["throw new CorrelatorError('A_B', 'x')", ['A_B']],
    ["return new CorrelatorError(\n  'A_B',\n  'x',\n)", ['A_B']],
    ["type ConfigProblemCode = 'A_B' | 'C_D'", ['A_B', 'C_D']],
    ["const other = 'ERR_MODULE_NOT_FOUND'", []],
  ])('is compared with what %j makes', (source, codes) => {
    expect(errorCodesOf(source)).toEqual(codes);
  });
});

describe('links', () => {
  it.each(pages)('of %s lead somewhere', (path) => {
    expect(deadLinksOf(path)).toEqual([]);
  });

  it.each([
    ['[a](LICENSE) [b](https://example.org) [c](#there)\n# There', []],
    ['[a](LICENCE)', ['LICENCE']],
    ['[a](#nowhere)\n# There', ['#nowhere']],
    ['[a](README.md#nowhere)', ['README.md#nowhere']],
  ])('are followed: %j', (markdown, dead) => {
    expect(deadLinksOf('CONTENTS.md', markdown)).toEqual(dead);
  });
});

describe('paths and commands', () => {
  it.each(pages)('of %s exist', (path) => {
    expect(missingPathsOf(textOf(path))).toEqual([]);
    expect(unknownCommandsOf(textOf(path))).toEqual([]);
  });

  it.each([
    [
      '`packages/core` `tools/run.mjs` `.ci/run` `src/index.ts` `apps/bench/results` `packages/NAME`',
      ['packages/NAME'],
    ],
    ['```sh\nnode apps/server/src/main.ts # apps/nothing\nls apps/nowhere\n```', ['apps/nowhere']],
    ['```ts\nrun("apps/nowhere");\n```', []],
  ])('are looked for in code: %j lacks %j', (markdown, missing) => {
    expect(missingPathsOf(markdown)).toEqual(missing);
  });

  it.each([
    ['`npm start`, `pnpm run lint`, `pnpm install`, `node tools/run.mjs build`, `node tools/run.mjs NAME`', []],
    [
      '`npm run lnit` `pnpm lint` `node tools/run.mjs biuld`',
      ['npm run lnit', 'pnpm lint', 'node tools/run.mjs biuld'],
    ],
    [
      '```sh\nnpm test -- --project repository\nnpm test -- --project @correlator/nothing\n```',
      ['@correlator/nothing'],
    ],
  ])('are looked for in code: %j has %j', (markdown, unknown) => {
    expect(unknownCommandsOf(markdown)).toEqual(unknown);
  });
});

describe('README.md', () => {
  const programs = programsOf(readme);

  it('shows complete programs', () => {
    expect(programs.length).toBeGreaterThan(0);
  });

  it.each(programs)('shows program $# with the output that it has', ({ program, output }) => {
    const { stdout, stderr } = node(save('program.ts', program));
    expect(stderr).toBe('');
    expect(stdout).toBe(output);
  });

  it('shows what npm start prints', () => {
    const config = 'apps/server/examples/correlator.config.ts';
    const changed = [
      '--set',
      'listeners.log.format=pretty',
      '--set',
      `listeners.csv.directory=${join(folder, 'audit')}`,
    ];
    const { stdout, stderr, status } = correlator('run', '--once', '--config', config, ...changed);
    const printed = oneSpace(stdout + stderr);
    const excerpts = blocksOf(readme).filter(({ info }) => info === 'text excerpt');
    const lines = excerpts.flatMap(({ text }) => text.trimEnd().split('\n'));
    expect(status).toBe(0);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !printed.includes(oneSpace(line.replace(/ …$/, ''))))).toEqual([]);
  });

  it('shows a configuration that runs', () => {
    const yaml = blocksOf(readme).find(({ info }) => info === 'yaml')?.text ?? '';
    const log = join(root, 'apps/server/examples/attack/auth.log');
    const changed = ['--set', `inputs.auth.paths=[${log}]`, '--set', 'inputs.auth.year=2026'];
    const { stderr, status } = correlator(
      'run',
      '--once',
      '--config',
      save('correlator.config.yaml', yaml),
      ...changed,
    );
    expect(stderr).toContain('sshd.statistics');
    expect(status).toBe(0);
  });
});
