import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { correlator, folder, server } from './command.ts';

const wrong = join(server, 'test/wrong-configurations');
const examples = join(server, 'examples');

/** A copy of a folder, with a log to read. */
function copyOf(name: string): string {
  const directory = folder({ 'auth.log': '', 'logs/auth.log': '' });
  cpSync(join(wrong, name), directory, { recursive: true });
  return directory;
}

function argumentsIn(directory: string): string[] {
  const path = join(directory, 'arguments.txt');
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
}

describe('a wrong configuration is told all that is wrong with it', () => {
  test.each(readdirSync(wrong))('%s', async (name) => {
    const directory = copyOf(name);
    const { code, stdout, stderr } = await correlator(['check', ...argumentsIn(directory)], { directory });
    const told = `${stdout.replaceAll(directory, '<folder>')}exit code ${code}\n`;
    expect(stderr).toBe('');
    await expect(told).toMatchFileSnapshot(join(wrong, name, 'expected.txt'));
  });
});

describe('a right configuration', () => {
  test('is shown as what it would run, and nothing is run or written', async () => {
    const directory = folder({});
    cpSync(join(examples, 'attack/auth.log'), join(directory, 'attack/auth.log'));
    cpSync(join(examples, 'correlator.config.yaml'), join(directory, 'correlator.config.yaml'));
    const { code, stdout, stderr } = await correlator(['check'], { directory });
    expect([code, stderr]).toEqual([0, '']);
    const readme = readFileSync(join(server, 'README.md'), 'utf8');
    expect(/^```text check\n([\s\S]*?)^```$/m.exec(readme)?.[1]).toBe(stdout);
    expect(readdirSync(directory)).toEqual(['attack', 'correlator.config.yaml']);
  });

  test('is drawn, and the picture stands alone on standard output', async () => {
    const args = ['check', '--mermaid', '--config', 'correlator.config.ts'];
    const { code, stdout, stderr } = await correlator(args, { directory: examples });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^flowchart LR\n {2}input0\(\["auth \(file\)<br>attack\/auth\.log"\]\)\n/);
    expect(stderr).toMatch(/: no errors, no warnings\n$/);
  });
});

describe('warnings', () => {
  const files = {
    'correlator.config.yaml': 'inputs: { auth: { use: file, paths: [a.log] } }\nmodules: { sshd: {} }\n',
  };

  test.each([
    [[], 0],
    [['--strict'], 1],
  ])('with %j end with %i', async (args, expected) => {
    const { code, stdout } = await correlator(['check', ...args], { directory: folder(files) });
    expect(code).toBe(expected);
    expect(stdout).toMatch(/^correlator\.config\.yaml:1:38: warning: inputs\.auth\.paths\.0: .*\[FILE_NOT_FOUND\]\n/);
    expect(stdout).toContain('\ninputs\n  auth (file)');
  });
});

describe('for programs', () => {
  test('a right one is data', async () => {
    const directory = folder({
      'a.json': '{"inputs":{"file":{"paths":["a.log"]}},"modules":{"sshd":{}}}',
      'a.log': '',
    });
    const { code, stdout } = await correlator(['check', '--json', '--config', 'a.json'], { directory });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      path: join(directory, 'a.json'),
      problems: [],
      warnings: [],
      wiring: { zone: 'UTC', modules: [{ name: 'sshd' }], listeners: [{ name: 'log' }] },
      mermaid: expect.stringMatching(/^flowchart LR\n/),
    });
  });

  test('a wrong one too', async () => {
    const directory = folder({
      'a.yaml': 'zone: Mars\nmodules: { sshd: { limt: 1 } }\ninputs: { file: { paths: b.log } }',
    });
    const { code, stdout } = await correlator(['check', '--json', '-c', 'a.yaml', '--set', 'x=1'], { directory });
    expect(code).toBe(1);
    const { valid, problems, warnings, wiring } = JSON.parse(stdout);
    expect({ valid, wiring }).toEqual({ valid: false, wiring: null });
    expect(problems).toMatchObject([
      { code: 'OVERRIDE_INVALID', override: 'x=1' },
      { code: 'OPTION_INVALID', path: 'zone', line: 1, column: 1 },
      { code: 'OPTION_INVALID', path: 'modules.sshd.limt', line: 2, column: 20 },
    ]);
    expect(warnings).toMatchObject([{ code: 'FILE_NOT_FOUND', path: 'inputs.file.paths', line: 3 }]);
  });
});

test('what a configuration says cannot move the cursor', async () => {
  const directory = folder({
    'a.yaml': '"zo\\e[2Jne": 1\nmodules: { sshd: {} }\ninputs: { "a\\e[1m\\u202eb": { use: file, paths: "a\\eb" } }\n',
  });
  mkdirSync(join(directory, 'empty'));
  for (const args of [[], ['--json'], ['--mermaid']]) {
    const { stdout, stderr } = await correlator(['check', '-c', 'a.yaml', ...args], { directory });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    expect(stdout + stderr).toContain('zo');
  }
});

test('wrong usage ends with 2', async () => {
  const { code, stderr } = await correlator(['check', '--json', '--mermaid']);
  expect(code).toBe(2);
  expect(stderr).toContain("option '--json' cannot be used with option '--mermaid'");
});
