import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { correlator, failure, folder, nodeArguments, server } from './command.ts';

const attack = join(server, 'examples/attack/auth.log');

/** What `explain --json` says of a log, each object parsed. */
async function explainJson(input: string | Buffer, ...args: readonly string[]) {
  const directory = folder({});
  writeFileSync(join(directory, 'a.log'), input);
  const { code, stdout, stderr } = await correlator(['explain', '--json', ...args, 'a.log'], { directory });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^(?:correlator: warning: a\.log: [^\n]*\n)?$/);
  expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

describe('explain --json prints', () => {
  test('exactly one object for each line, in order', async () => {
    const found = await explainJson(`${failure(1, '192.0.2.7')}no time\n${failure(2, '192.0.2.7', 'a b')}`);
    expect(found.map((object) => Object.keys(object))).toEqual(Array(3).fill(['line', 'record', 'error', 'readings']));
    expect(found.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(found[0]).toMatchObject({
      record: {
        time: '2026-11-23T10:00:01.000Z',
        host: 'bastion',
        program: 'sshd',
        pid: '101',
        facility: null,
        severity: null,
        structuredData: null,
        message: 'Failed password for root from 192.0.2.7 port 41001 ssh2',
      },
      error: null,
      readings: {
        sshd: {
          kind: 'failed_password',
          user: 'root',
          address: '192.0.2.7',
          claimed: null,
          port: 41_001,
          method: 'password',
          outcome: 'failure',
        },
      },
    });
    expect(found[1]).toMatchObject({ record: null, error: { reason: 'no-timestamp', column: 1 }, readings: {} });
    expect(found[2].readings.sshd.user).toBe('a b');
  });

  const line = failure(1, '192.0.2.7').trimEnd();
  const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

  test.each<[string, string | Buffer, (string | null)[]]>([
    ['nothing', '', []],
    ['a last line without end', `${line}\n${line}`, [null, null]],
    ['empty lines', `\n\n${line}\n\n`, ['empty', 'empty', null, 'empty']],
    ['an empty line alone', '\n', ['empty']],
    ['line ends of Windows', `${line}\r\n\r\n${line}\r\n`, [null, 'empty', null]],
    ['NUL bytes', `\0\n${line.replace('root', 'a\0b')}\n`, ['not-text', null]],
    ['broken UTF-8', bytes(line, [0xff, 0xfe, 0xc3], '\n', [0xc3, 0x0a], line), [null, 'not-text', null]],
    ['a line that is too long', `${line}\n${'x'.repeat(3_000_000)}\n${line}\n`, [null, 'line-too-long', null]],
    ['a last line that is too long', `${line}\n${'x'.repeat(3_000_000)}`, [null, 'line-too-long']],
    ['separators of Unicode', `${line} \u2028 \u0085 \u2029\n${line}`, [null, null]],
    ['names that mean something to JavaScript', `${line.replace('root', '__proto__')}\n`, [null]],
    ['structured data', `<34>1 2026-11-23T09:30:50Z web1 a - - [__proto__ constructor="x"] y\n`, [null]],
    ['an archive, which has none', bytes([0x50, 0x4b, 0x03, 0x04], '\nx\n'), ['not-text']],
    ['gzip', gzipSync(`${line}\n\n${line}\n`), [null, 'empty', null]],
  ])('one object for each line of %s', async (_name, input, reasons) => {
    const found = await explainJson(input);
    expect(found.map(({ error }) => error?.reason ?? null)).toEqual(reasons);
    for (const { record, error } of found) expect([record, error].filter((one) => one === null)).toHaveLength(1);
  });

  test('what the structured data holds, and how often a message was repeated', async () => {
    const [data] = await explainJson('<34>1 2026-11-23T09:30:50Z web1 a 7 - [__proto__ b="x"] y\n');
    expect(Object.entries(data.record.structuredData)).toEqual([['__proto__', { b: 'x' }]]);
    const message = 'Failed password for root from 192.0.2.7 port 4711 ssh2';
    const [repeated] = await explainJson(`2026-11-23T10:00:01Z a sshd[1]: message repeated 3 times: [ ${message}]\n`);
    expect(repeated).toMatchObject({ record: { repeat: 3, message }, readings: { sshd: { kind: 'failed_password' } } });
  });

  test('a message of sshd that is unknown as such, and nothing of sshd for other programs', async () => {
    const found = await explainJson(
      ['sshd', 'sshd-session', 'sshd-auth', 'sshd-foo', 'cron']
        .map((program) => `2026-11-23T10:00:01Z web1 ${program}[1]: who knows\n`)
        .join(''),
      '--modules',
      'sshd,report',
    );
    expect(found.map(({ readings }) => readings.sshd?.kind)).toEqual([
      'unknown',
      'unknown',
      'unknown',
      undefined,
      undefined,
    ]);
    expect(found.map(({ readings }) => readings.report.program)).toEqual(found.map(({ record }) => record.program));
  });

  test('what a message without header would be of a program', async () => {
    const message = 'Failed password for root from 192.0.2.7 port 4711 ssh2';
    const [found] = await explainJson(message, '--program', 'sshd');
    expect(found).toMatchObject({
      record: null,
      error: { reason: 'no-timestamp', raw: message },
      readings: { sshd: { kind: 'failed_password', address: '192.0.2.7' } },
    });
  });

  test('times by the year and zone given', async () => {
    const input = 'Nov 23 10:00:01 bastion sshd[1]: x\n';
    const [given] = await explainJson(input, '--year', '2020', '--zone', 'Europe/Prague', '--format', 'rfc3164');
    expect(given.record.time).toBe('2020-11-23T09:00:01.000Z');
  });

  test('as many objects as a real log has lines, all of them records', async () => {
    const { stdout } = await correlator(['explain', '--json', attack]);
    const found = stdout
      .trimEnd()
      .split('\n')
      .map((object) => JSON.parse(object));
    expect(found).toHaveLength(689);
    expect(found.every(({ record }) => record !== null)).toBe(true);
    const ofSshd = found.filter(({ record }) => record.program === 'sshd');
    expect(ofSshd.every(({ readings }) => typeof readings.sshd.kind === 'string')).toBe(true);
  });
});

describe('explain prints for people', () => {
  const hostile = `2026-11-23T10:00:01Z web1 sshd[1]: Failed password for a\x1b]0;owned\x07\u202eb from 192.0.2.7 port 22 ssh2
2026-11-23T10:00:02Z web1 sshd[2]: Failed password for root form 192.0.2.7 port 22 ssh2
2026-11-23T10:00:03Z web1 sshd[3]: User bob from host.example.com not allowed because not listed in AllowUsers

2026-11-23T10:61:00Z web1 sshd[4]: x
2026-11-23T10:00:05Z web1 cron[5]: x
<38>1 2026-11-23T10:00:06Z web1 sshd 6 - [meta n="9"] message repeated 2 times: [ Server shuts down.]
{"__REALTIME_TIMESTAMP":"1795428007000000","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Connection closed by 192.0.2.7"}
Invalid user x from 192.0.2.7
`;

  test('the line, what it is, the pattern that matched, and why others did not', async () => {
    const { code, stdout, stderr } = await correlator(['explain', '--program', 'sshd', '-'], { input: hostile });
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('explained.txt');
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });
});

test('explain with a configuration takes its modules and its zone', async () => {
  const config = 'zone: Europe/Prague\nmodules: { report: {}, sshd: { limit: 2 } }\n';
  const directory = folder({ 'a.yaml': config, 'a.log': 'Nov 23 10:00:01 bastion cron[1]: x\n' });
  const args = ['explain', '--json', '--config', 'a.yaml', '--year', '2026', 'a.log'];
  const { stdout } = await correlator(args, { directory });
  expect(JSON.parse(stdout)).toMatchObject({
    record: { time: '2026-11-23T09:00:01.000Z' },
    readings: { report: { program: 'cron' } },
  });
});

test('a gzip file that is cut short is explained as far as it goes, and told of', async () => {
  const directory = folder({});
  const lines = Array.from({ length: 2_000 }, (_, i) => failure(i % 60, `192.0.2.${i % 250}`)).join('');
  writeFileSync(join(directory, 'a.gz'), gzipSync(lines).subarray(0, 4_000));
  const { code, stdout, stderr } = await correlator(['explain', '--json', 'a.gz'], { directory });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^correlator: warning: a\.gz: the gzip data is cut short/);
  const found = stdout
    .trimEnd()
    .split('\n')
    .map((object) => JSON.parse(object));
  expect(found.length).toBeGreaterThan(100);
  expect(found.findLast(() => true).error.reason).toBe('cut-short');
});

test.each([[[]], [['--json']]])('a reader that goes away ends explain %j without a word', async (options) => {
  const command = [process.execPath, ...nodeArguments, 'explain', ...options, attack];
  const script = `{ ${command.map((word) => `'${word}'`).join(' ')}; echo "code $?" >&2; } | head -n 1`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script]);
  expect(stdout.split('\n')).toHaveLength(2);
  expect(stderr).toBe('code 0\n');
});
