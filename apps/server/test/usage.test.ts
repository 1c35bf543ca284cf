import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { correlator, folder, server } from './command.ts';

describe('wrong usage ends with 2', () => {
  test.each<[string[], string]>([
    [[], 'Usage: correlator [options] [command]'],
    [['replya'], "error: unknown command 'replya'\n(Did you mean replay?)"],
    [['replay'], "error: missing required argument 'file'"],
    [['replay', '--jsno', 'x'], "error: unknown option '--jsno'\n(Did you mean --json?)"],
    [['replay', '--partitions', '0', 'x'], "'0' is invalid. Give a whole number from 1 to 1024."],
    [['replay', '--year', 'x', 'x'], "'x' is invalid. Give a whole number from 1970 to 9999."],
    [['replay', '--zone', 'Nowhere', '-'], "'Nowhere' is invalid. unknown time zone 'Nowhere'"],
    [
      ['replay', '--format', 'xml', '-'],
      "'xml' is invalid. Allowed choices are auto, rfc3164, iso, rfc5424, journald.",
    ],
    [['explain', '--zone', 'Nowhere', '-'], "unknown time zone 'Nowhere'"],
    [['explain', '--format', 'xml', '-'], 'Allowed choices are auto'],
    [['replay', '--program', 'a b', '-'], 'Give the name of a program'],
    [['explain'], "error: missing required argument 'file'"],
    [['explain', 'a', 'b'], "error: too many arguments for 'explain'"],
    [['run', 'a.yaml'], "error: too many arguments for 'run'"],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await correlator(args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('an error ends with 1 and one clear message', () => {
  test.each<[string[], string]>([
    [['replay', 'missing.log'], 'FILE_NOT_FOUND'],
    [['replay', '--modules', 'sshdd', '-'], "modules.sshdd: no module 'sshdd' is installed"],
    [['replay', '--set', 'modules.sshd.limt=1', '-'], "modules.sshd.limt: unknown option; did you mean 'limit'?"],
    [['replay', '--set', 'modules.sshd', '-'], 'write PATH=VALUE, such as modules.sshd.limit=10\n  [OVERRIDE_INVALID]'],
    [['explain', 'missing.log'], 'FILE_NOT_FOUND'],
    [['explain', '.'], 'FILE_IS_DIRECTORY'],
    [['explain', '--modules', 'sshdd', '-'], "modules.sshdd: no module 'sshdd' is installed"],
    [['run'], 'name one with --config FILE'],
    [['run', '--config', 'none.yaml'], 'none.yaml: there is no such file; check the path\n  [CONFIG_UNREADABLE]'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await correlator(args, { directory: folder({}), input: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^correlator: .*\[[A-Z_]+\]\n$/s);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  test('with its stack where that is wanted', async () => {
    const { stderr } = await correlator(['run', '--verbose'], { directory: folder({}) });
    expect(stderr).toContain('    at ');
  });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(server, 'package.json'), 'utf8'));
  expect(await correlator(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('help shows examples and every option', () => {
  test.each([
    [['--help'], ['Examples:', 'run', 'replay', 'explain', 'Exit codes:']],
    [
      ['run', '--help'],
      ['Examples:', '--config', '--set', '--once', 'SIGUSR2'],
    ],
    [
      ['replay', '--help'],
      ['Examples:', '--modules', '--json', '--quiet', '--partitions', '--zone', '--year', '--format'],
    ],
    [
      ['explain', '--help'],
      [
        'Examples:',
        '--modules',
        '--config',
        '--set',
        '--json',
        '--program',
        '--zone',
        '--year',
        '--format',
        'readings',
      ],
    ],
  ])('%j', async (args, parts) => {
    const { code, stdout } = await correlator(args);
    expect(code).toBe(0);
    for (const part of parts) expect(stdout).toContain(part);
  });
});
