import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../repository/markdown.ts';
import { root, textOf } from '../repository/packages.ts';
import { fromSources, runNode } from '../repository/run-node.ts';

const guide = textOf('apps/docs/write-a-module.md');

mkdirSync(join(root, '.cache'), { recursive: true });
/** Below the root, so that the project finds the packages. */
const project = mkdtempSync(join(root, '.cache/guide-'));
afterAll(() => rmSync(project, { recursive: true }));

for (const { info, text } of blocksOf(guide)) {
  const file = /^\w+ file=(\S+)$/.exec(info)?.[1];
  if (file === undefined) continue;
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}
copyFileSync(
  join(project, 'test/replays/three-failures-within-five-minutes-are-too-many/input.log'),
  join(project, 'auth.log'),
);

const node = (...args: readonly string[]) => runNode(args, project);

const correlator = (...args: readonly string[]) => node(fromSources, join(root, 'apps/server/src/main.ts'), ...args);

const oneSpace = (text: string): string => text.replaceAll(/[^\S\n]+/g, ' ');

describe('the project of the guide', { timeout: 120_000 }, () => {
  it('has right types', () => {
    const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    expect(node(compiler, '-p', 'tsconfig.json', '--customConditions', '@correlator/source').stdout).toBe('');
  });

  it('passes its tests', () => {
    const { stdout, status } = node(fromSources, '--test', '--test-reporter=tap', 'test/*.test.ts');
    expect(stdout).toMatch(/^# pass 6$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
    expect(status).toBe(0);
  });

  it('is a module that a configuration runs', () => {
    expect(correlator('check').stdout).toContain('no errors, no warnings');
    const { stdout } = correlator('replay', '--config', 'correlator.config.yaml', '--quiet', 'auth.log');
    const shown = blocksOf(guide).find(({ info }) => info === 'text replay')?.text ?? 'nothing';
    expect(oneSpace(stdout)).toContain(oneSpace(shown));
    const explained = correlator('explain', '--config', 'correlator.config.yaml', 'auth.log').stdout;
    expect(oneSpace(explained)).toContain('logins: failed user root address 203.0.113.9');
  });

  it('has a block that is a file for every file that it names', () => {
    const dead = blocksOf(guide).filter(({ info }) => !/^(?:\w+ file=\S+|mermaid|sh|text replay)$/.test(info));
    expect(dead).toEqual([]);
  });
});
