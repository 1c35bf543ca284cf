import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { correlator, nodeArguments, server } from './command.ts';

const readme = readFileSync(join(server, 'README.md'), 'utf8');
const environment = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' };
const help = spawnSync(process.execPath, [...nodeArguments, '--help'], { encoding: 'utf8', env: environment }).stdout;
const commands = Array.from(help.matchAll(/^ {2}([a-z-]+) \[options\]/gm), ([, name = '']) => name);

const block = (info: string) => new RegExp(`^\`\`\`${info}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1];

/** The section whose heading names a command. */
function sectionOf(command: string): string {
  const sections = readme.split(/^## /m).slice(1);
  return sections.find((section) => section.split('\n')[0]?.includes(`\`${command}\``)) ?? '';
}

/** The options of a command by their long names, as the help of the command lists them; those of its own commands, too. */
async function optionsOf(...command: readonly string[]): Promise<string[]> {
  const { stdout } = await correlator([...command, '--help']);
  const listed = Array.from(stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm), ([, name = '']) => name);
  const inner = Array.from(stdout.matchAll(/^ {2}([a-z]+) \[options\]/gm), ([, name = '']) => name);
  const ofInner = await Promise.all(inner.map((name) => optionsOf(...command, name)));
  const options = [...listed, ...ofInner.flat()].filter((name) => name !== '--help');
  return [...new Set(options)].sort();
}

describe('the README', () => {
  test('shows the help of the command as it is', () => {
    expect(block('text help')).toBe(help);
  });

  test('is compared with every command', () => {
    expect(commands).toEqual(expect.arrayContaining(['run', 'replay', 'check', 'modules', 'listeners', 'inputs']));
  });

  test.each(commands)('has a section about %s, with each of its options and no other', async (command) => {
    const rows = Array.from(sectionOf(command).matchAll(/^\| `(?:-\w, )?(--[a-z-]+)/gm), ([, name = '']) => name);
    expect(rows.sort()).toEqual(await optionsOf(command));
  });

  test('shows what explain says of its lines', async () => {
    const { stdout } = await correlator(['explain', '--year', '2026', '-'], { input: block('text log') ?? '' });
    expect(block('text explained')).toBe(stdout);
  });

  test('shows a module as the command does', async () => {
    const { stdout } = await correlator(['modules', 'report']);
    expect(block('text modules report')).toBe(stdout);
  });

  test('shows the picture that the command draws of the example', async () => {
    const { stdout } = await correlator([
      'check',
      '--mermaid',
      '--config',
      join(server, 'examples/correlator.config.yaml'),
    ]);
    expect(block('mermaid')).toBe(stdout);
  });
});
