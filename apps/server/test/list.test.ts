import { describe, expect, test } from 'vitest';
import { correlator, folder } from './command.ts';

const options = `{ '~standard': { version: 1, vendor: 'by hand', validate: (value) => ({ value }) } }`;
const mine = `export const manifest = { kind: 'module', name: 'mine', api: 1, summary: 'Mine.', events: [], options: ${options}, create: () => ({}) };`;

describe('what is installed is listed', () => {
  test.each([
    [
      'modules',
      ['report  @correlator/module-report', 'sshd  @correlator/module-sshd', 'window', 'sshd.login-tries-exceeded'],
    ],
    ['listeners', ['csv  @correlator/listeners', 'log  @correlator/listeners', 'destination']],
    ['inputs', ['file  @correlator/input-file', 'required', 'pollInterval']],
  ])('%s', async (kind, parts) => {
    const { code, stdout, stderr } = await correlator([kind], { directory: folder({}) });
    expect([code, stderr]).toEqual([0, '']);
    for (const part of parts) expect(stdout).toContain(part);
  });

  test('beside the configuration first, with what makes one unusable', async () => {
    const json = JSON.stringify({
      name: 'correlator-module-bad',
      version: '1.2.3',
      type: 'module',
      exports: './main.js',
    });
    const bad = {
      'node_modules/correlator-module-bad/package.json': json,
      'node_modules/correlator-module-bad/main.js': 'throw new Error("no \\u001b[2J luck");',
    };
    const directory = folder({ 'etc/a.yaml': '', ...bad });
    const { code, stdout } = await correlator(['modules', '--config', 'etc/a.yaml'], { directory });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^bad {2}correlator-module-bad 1\.2\.3\n {2}it cannot be loaded: no \\x1b\[2J luck\n/);
    expect(stdout).toContain('\nsshd  ');
  });

  test('as JSON', async () => {
    const { stdout } = await correlator(['modules', '--json'], { directory: folder({}) });
    const sshd = JSON.parse(stdout).find(({ name }: { name: string }) => name === 'sshd');
    expect(sshd).toMatchObject({ kind: 'module', package: '@correlator/module-sshd' });
    expect(sshd.options[0]).toMatchObject({ name: 'limit', default: 5, expected: 'a whole number from 1 to 10000' });
    expect(sshd.events.map(({ type }: { type: string }) => type)).toContain('sshd.login-tries-exceeded');
  });
});

describe('one is shown in full', () => {
  test('by its name', async () => {
    const { stdout } = await correlator(['inputs', 'file'], { directory: folder({}) });
    expect(stdout).toContain('    inputs:\n      file: { paths: … }\n');
    expect(stdout).toMatch(/format +auto +one of auto, rfc3164, iso, rfc5424, journald +How entries are written/);
  });

  test('by its path; where its schema says nothing, that is said', async () => {
    const { code, stdout } = await correlator(['modules', './mine.mjs'], { directory: folder({ 'mine.mjs': mine }) });
    expect(code).toBe(0);
    expect(stdout).toContain('its options are not described');
  });

  test('or is answered with the nearest name', async () => {
    const { code, stdout, stderr } = await correlator(['modules', 'shsd'], { directory: folder({}) });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^correlator: no module 'shsd' is installed .* did you mean 'sshd'\?/);
  });
});
