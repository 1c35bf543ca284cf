import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { correlator, failure, folder, nodeArguments, server } from './command.ts';

const log = [1, 2, 3].map((second) => failure(second, '192.0.2.7')).join('');
const attack = join(server, 'examples/attack/auth-iso.log');

const ledger = (input: string, entries: number): string => `
engine.ledger at 2026-11-23T10:00:03.000Z
  Input              ${input}
  Entries read       ${entries}
  Processed          ${entries}
  Of these late      0
  Of these re-timed  0
  Unparsed           0
  Dropped            0
  In flight          0
  Failures           0
`;

describe('replay prints', () => {
  test('a line for each event, statistics last', async () => {
    const directory = folder({ 'auth.log': log });
    const { code, stdout, stderr } = await correlator(['replay', 'auth.log', '--set', 'modules.sshd.limit=3'], {
      directory,
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('2026-11-23T10:00:03.000Z error   sshd: 192.0.2.7 failed 3 logins within 5m\n');
    expect(stdout).toContain('\nsshd.statistics at 2026-11-23T10:00:03.000Z\n');
    expect(stdout.endsWith(ledger('replay', 3))).toBe(true);
  });

  test('what lines without a header say, where their program is stated', async () => {
    const message = 'Failed password for root from 192.0.2.7 port 40022 ssh2\n';
    const input = [message, `sshd[7]: ${message}`, `error: ${message}`].join('');
    const read = async (...more: string[]) => {
      const { stdout } = await correlator(['replay', '--json', ...more, '-'], { input });
      return stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    };
    const stated = await read('--program', 'sshd');
    expect(stated.at(-1)).toMatchObject({ data: { read: 3, processed: 3 } });
    expect(stated.find(({ type }) => type === 'sshd.statistics')).toMatchObject({ data: { attempts: 3 } });
    expect((await read()).at(-1)).toMatchObject({ data: { read: 3, unparsed: 3 } });
  });

  test('events as JSON, with exactly the keys of an event', async () => {
    const { stdout } = await correlator(['replay', '--json', attack]);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const keys = ['id', 'type', 'severity', 'system', 'time', 'summary', 'data', 'record'];
    expect(new Set(events.map((event) => Object.keys(event).join()))).toEqual(new Set([keys.join()]));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.find(({ type }) => type === 'sshd.login-succeeded').record).toMatchObject({
      host: 'bastion',
      program: 'sshd',
    });
    expect(events.at(-1)).toMatchObject({ type: 'engine.ledger', system: 'engine', record: null, data: { read: 689 } });
  });

  test('the same again on every run, and the same events with several partitions', async () => {
    const once = await correlator(['replay', '--json', attack]);
    const twice = await correlator(['replay', '--json', attack]);
    const divided = await correlator(['replay', '--json', '--partitions', '4', attack]);
    expect(twice.stdout).toBe(once.stdout);
    expect(divided.stdout.split('\n').sort()).toEqual(once.stdout.split('\n').sort());
  });

  test('statistics only, when it is to be quiet', async () => {
    const directory = folder({ 'auth.log': log });
    const { stdout } = await correlator(['replay', '--quiet', '--modules', 'report,sshd', 'auth.log'], { directory });
    expect(stdout.split('\n').filter((line) => /^[a-z]/.test(line))).toEqual(
      [
        'report.statistics',
        'report.program',
        'report.severity',
        'sshd.server-statistics',
        'sshd.daily-statistics',
        'sshd.statistics',
        'engine.ledger',
      ].map((type) => `${type} at 2026-11-23T10:00:03.000Z`),
    );
  });

  test('several statistics of one type as one table', async () => {
    const { stdout } = await correlator(['replay', '--quiet', '--modules', 'report', attack]);
    expect(stdout).toMatch(/\nreport\.program at \S+\n {2}Program {5}Records\n {2}sshd {12}645\n {2}CRON {13}24\n/);
  });

  test('no control character of a log', async () => {
    const hostile = failure(1, '192.0.2.7', 'a\x1b]0;owned\x07\u202eb');
    for (const option of ['--quiet', '--json', '--verbose']) {
      const { stdout } = await correlator(['replay', option, '--modules', 'report,sshd', '-'], { input: hostile });
      expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    }
    const { stdout } = await correlator(['replay', '--modules', 'report', '-'], { input: hostile });
    expect(stdout).toContain('a\\x1b]0;owned\\x07\\u202eb');
  });

  test('what could not be parsed as messages on standard error', async () => {
    const { code, stdout, stderr } = await correlator(['replay', '--quiet', '-'], {
      input: `no time\x1b at all\n${log}`,
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^correlator: warning: input replay: an entry could not be parsed \(1 so far for this reason\): .+\n$/,
    );
    expect(stdout).toMatch(/\n {2}Unparsed +1\n/);
  });
});

describe('replay reads', () => {
  test('standard input', async () => {
    const { stdout } = await correlator(['replay', '--quiet', '-'], { input: log });
    expect(stdout.endsWith(ledger('replay', 3))).toBe(true);
  });

  test('several files, plain and gzip, in the order of time', async () => {
    const directory = folder({ b: failure(2, '192.0.2.2') });
    writeFileSync(join(directory, 'a.gz'), gzipSync(failure(1, '192.0.2.1')));
    const { stdout } = await correlator(['replay', '--json', '--modules', 'report', 'b', 'a.gz'], { directory });
    const times = stdout
      .split('\n')
      .filter((line) => line.includes('report.record'))
      .map((line) => JSON.parse(line).time);
    expect(times).toEqual(['2026-11-23T10:00:01.000Z', '2026-11-23T10:00:02.000Z']);
  });

  test('entries without year and zone by the year and zone given', async () => {
    const input = 'Nov 23 10:00:01 bastion sshd[1]: Server listening on 0.0.0.0 port 22.\n';
    const args = [
      'replay',
      '--json',
      '--modules',
      'report',
      '--year',
      '2020',
      '--zone',
      'Europe/Prague',
      '--format',
      'rfc3164',
      '-',
    ];
    const { stdout } = await correlator(args, { input });
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ time: '2020-11-23T09:00:01.000Z' });
  });
});

describe('replay with a configuration', () => {
  const config = `
zone: Europe/Prague
inputs: { auth: { use: file, paths: [nothing.log] } }
modules: { sshd: { limit: 2 } }
listeners: { csv: { directory: audit } }
`;

  test('uses its modules, and neither inputs nor listeners', async () => {
    const directory = folder({ 'a.yaml': config, 'auth.log': log });
    const { stdout, stderr } = await correlator(['replay', '--config', 'a.yaml', 'auth.log'], { directory });
    expect(stderr).toBe('');
    expect(stdout).toContain('192.0.2.7 failed 2 logins within 5m');
    const { stdout: files } = await promisify(execFile)('ls', [directory]);
    expect(files).toBe('a.yaml\nauth.log\n');
  });

  test('takes the modules named, with the options of the configuration', async () => {
    const directory = folder({ 'a.yaml': config, 'auth.log': log });
    const args = ['replay', '--config', 'a.yaml', '--modules', 'report,sshd', 'auth.log'];
    const { stdout } = await correlator(args, { directory });
    expect(stdout).toContain('failed 2 logins');
    expect(stdout).toContain('report.statistics');
  });
});

test('a reader that goes away ends it without a word', async () => {
  const command = [
    process.execPath,
    ...nodeArguments,
    'replay',
    '--modules',
    'report',
    attack,
    attack.replace('-iso', ''),
  ];
  const script = `{ ${command.map((word) => `'${word}'`).join(' ')}; echo "code $?" >&2; } | head -n 1`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script]);
  expect(stdout.split('\n')).toHaveLength(2);
  expect(stderr).toBe('code 0\n');
});
