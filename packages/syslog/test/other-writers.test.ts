import { describe, expect, it, test } from 'vitest';
import { createLineParser, isParseFailure } from '../src/index.ts';
import { failed, parsed, partsOf, reference, source, timeOf } from './parsed.ts';

const text = 'Failed password for root from 192.0.2.7 port 40022 ssh2';
const bare = { program: 'sshd' };

/** What a line gives when it lies in a longer text, after one that is read as most are. */
function partsWithin(line: string, options = {}): string[] {
  const before = 'Nov  3 07:04:05 host sshd: first';
  const all = Buffer.from(`${before}\n${line}\n`);
  const parser = createLineParser({ reference, ...options });
  parser.parseWithin(all.toString(), all, 0, before.length, source, 0);
  const result = parser.parseWithin(all.toString(), all, before.length + 1, all.length - 1, source, 0);
  if (isParseFailure(result)) throw new Error(result.reason);
  return [result.host, result.program, result.pid, result.message];
}

describe('sshd on Windows', () => {
  it('names process, date and time in sshd.log, in the zone of the machine', () => {
    const line = `9871 2026-11-03 07:04:05.108 ${text}`;
    expect(partsOf(line)).toEqual(['', 'sshd', '9871', text]);
    expect(timeOf(line, { zone: 'Europe/Vienna' })).toBe('2026-11-03T06:04:05.108Z');
    expect(partsOf(`7 2026-11-03 07:04:05.108 error: ${text}`)).toEqual(['', 'sshd', '7', `error: ${text}`]);
    expect(partsOf(`7 2026-11-03 07:04:05.108 ${text}`, { program: 'ssh' })[1]).toBe('ssh');
  });

  it.each([
    '9871 2026-11-03 07:04:05 text',
    '9871 2026-11-03 07:04:05,108 text',
    '9871 2026-11-03 07:04:05.1080 text',
    '9871 2026-11-03T07:04:05.108 text',
    '9871 2026-11-31 07:04:05.108 text',
    '98719871987 2026-11-03 07:04:05.108 text',
    ' 2026-11-03 07:04:05.108 text',
  ])('does not write %s', (line) => {
    expect(failed(line).reason).toBe('no-timestamp');
  });

  it('is read whatever the line before it was of', () => {
    const lines = ['ssh-agent: one', 'sshd: two'].map((said) => `Nov  3 07:04:05 winhost OpenSSH[1]: ${said}`);
    const all = Buffer.from(lines.join('\n'));
    const parser = createLineParser({ reference });
    const end = lines[0]?.length ?? 0;
    parser.parseWithin(all.toString(), all, 0, end, source, 0);
    expect(parser.parseWithin(all.toString(), all, end + 1, all.length, source, 0)).toMatchObject({ program: 'sshd' });
  });

  it.each([
    [`<38>Nov  3 07:04:05 winhost OpenSSH[1234]: sshd: ${text}`, ['winhost', 'sshd', '1234', text]],
    [`<38>Nov  3 07:04:05 winhost OpenSSH: sshd-session: ${text}`, ['winhost', 'sshd-session', '', text]],
    [`2026-11-03T07:04:05Z winhost OpenSSH[1234]: sshd: ${text}`, ['winhost', 'sshd', '1234', text]],
    [`<38>1 2026-11-03T07:04:05Z winhost OpenSSH 1234 - - sshd: ${text}`, ['winhost', 'sshd', '1234', text]],
    ['<38>Nov  3 07:04:05 winhost OpenSSH[1]: ssh-agent: text', ['winhost', 'OpenSSH', '1', 'ssh-agent: text']],
    ['<38>1 2026-11-03T07:04:05Z winhost OpenSSH 1 - - sshdx: text', ['winhost', 'OpenSSH', '1', 'sshdx: text']],
    [`<38>Nov  3 07:04:05 winhost OpenSSHd[1]: sshd: ${text}`, ['winhost', 'OpenSSHd', '1', `sshd: ${text}`]],
    [`Nov  3 07:04:05 winhost app[1]: sshd: ${text}`, ['winhost', 'app', '1', `sshd: ${text}`]],
  ])('as a provider of events is read: %s', (line, parts) => {
    expect(partsOf(line)).toEqual(parts);
    expect(partsWithin(line)).toEqual(parts);
  });
});

describe('Cygwin', () => {
  it.each([
    [`Nov  3 07:04:05 host sshd: PID 1234: ${text}`, ['host', 'sshd', '1234', text]],
    [`<38>Nov  3 07:04:05 host sshd: PID 7: ${text}`, ['host', 'sshd', '7', text]],
    [`Nov  3 07:04:05 host sshd[1]: PID 1234: ${text}`, ['host', 'sshd', '1', `PID 1234: ${text}`]],
    ['Nov  3 07:04:05 host app: PID 1234: text', ['host', 'app', '', 'PID 1234: text']],
    ['Nov  3 07:04:05 host sshd: PID x: text', ['host', 'sshd', '', 'PID x: text']],
    ['Nov  3 07:04:05 host sshd: PAM 2 more', ['host', 'sshd', '', 'PAM 2 more']],
  ])('names the process in front of the message: %s', (line, parts) => {
    expect(partsOf(line)).toEqual(parts);
    expect(partsWithin(line)).toEqual(parts);
  });
});

describe('macOS', () => {
  const columns = '2026-11-03 07:04:05.551838+0200 0x5d2c     Default     0x0                  1127   0    ';

  it('shows thread, type, activity and process in front of the program', () => {
    expect(partsOf(`${columns}sshd: ${text}`)).toEqual(['', 'sshd', '1127', text]);
    expect(partsWithin(`${columns}sshd: ${text}`)).toEqual(['', 'sshd', '1127', text]);
    expect(timeOf(`${columns}sshd: ${text}`)).toBe('2026-11-03T05:04:05.551Z');
    const info = columns.replace('Default', 'Info   ');
    expect(partsOf(`${info}sshd: (libpam.2.dylib) [com.apple.pam:auth] text`)).toEqual(['', 'sshd', '1127', 'text']);
    expect(partsOf(`${columns}sshd-session: [preauth] text`)[3]).toBe('[preauth] text');
  });

  it('is not taken for what a host with such a name writes', () => {
    expect(partsOf('2026-11-03 07:04:05 0x5d2c sshd[1]: text')).toEqual(['0x5d2c', 'sshd', '1', 'text']);
    expect(partsOf('Nov  3 07:04:05 0x5d2c Default: text')).toEqual(['0x5d2c', 'Default', '', 'text']);
  });

  it('costs no more the longer a line is', () => {
    const line = `2026-11-03 07:04:05 0x1 Default ${' '.repeat(500_000)}x`;
    const begun = performance.now();
    parsed(line);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('svlogd and multilog', () => {
  it.each([
    ['@400000006a0000122c684dc0 text', '2026-05-10T03:48:24.745Z'],
    ['2026-11-03_07:04:05.12345 text', '2026-11-03T07:04:05.123Z'],
  ])('put the time in front, in UTC: %s', (line, time) => {
    expect(timeOf(line, { ...bare, zone: 'Europe/Vienna' })).toBe(time);
    expect(partsOf(line, bare)).toEqual(['', 'sshd', '', 'text']);
    expect(failed(line).reason).toBe('no-message');
  });

  it('leave tag or none to the program', () => {
    const time = '2026-11-03_07:04:05.12345';
    expect(partsOf(`${time} sshd[71]: ${text}`)).toEqual(['', 'sshd', '71', text]);
    expect(partsOf(`${time} sshd[71]: ${text}`, bare)).toEqual(['', 'sshd', '71', text]);
    expect(partsOf(`${time} error: ${text}`, bare)).toEqual(['', 'sshd', '', `error: ${text}`]);
    expect(partsOf(`${time} ${text}`)).toEqual(['', '', '', text]);
  });

  it.each([
    ['2026-11-31_07:04:05.12345 text', 'bad-timestamp'],
    ['2026-11-03_07:04:05.123 text', 'bad-timestamp'],
    ['@500000006a0000122c684dc0 text', 'no-timestamp'],
    ['@400000006a0000122c684dc text', 'no-timestamp'],
    ['@400000006a0000122c684dg0 text', 'no-timestamp'],
    ['@4fffffffffffffffffffffff text', 'no-timestamp'],
    ['@someone wrote text', 'no-timestamp'],
  ])('do not write %s', (line, reason) => {
    expect(failed(line).reason).toBe(reason);
  });
});

describe('a program that is stated', () => {
  it.each([
    [text, ['', 'sshd', '', text]],
    [`sshd[71]: ${text}`, ['', 'sshd', '71', text]],
    [`sshd: ${text}`, ['', 'sshd', '', text]],
    [`sshdx: ${text}`, ['', 'sshd', '', `sshdx: ${text}`]],
    [`error: ${text}`, ['', 'sshd', '', `error: ${text}`]],
    ['Server listening on 0.0.0.0 port 22.', ['', 'sshd', '', 'Server listening on 0.0.0.0 port 22.']],
    ['Nov  3 07:04:05 host words without a tag', ['host', 'sshd', '', 'words without a tag']],
    ['2026-11-03T07:04:05Z host words without a tag', ['host', 'sshd', '', 'words without a tag']],
    ['<13>words without a tag', ['', 'sshd', '', 'words without a tag']],
    ['<13>1 2026-11-03T07:04:05Z host - - - - text', ['host', 'sshd', '', 'text']],
    ['{"__REALTIME_TIMESTAMP":"1793689445000000","MESSAGE":"text"}', ['', 'sshd', '', 'text']],
    ['Nov  3 07:04:05 host cron[7]: text', ['host', 'cron', '7', 'text']],
    ['Nov  3 07:04:05 host last message repeated 3 times', ['host', '', '', 'last message repeated 3 times']],
  ])('is that of lines that name none: %s', (line, parts) => {
    expect(partsOf(line, bare)).toEqual(parts);
    expect(partsWithin(line, bare)).toEqual(parts);
  });

  it('gives lines without a time the reference time', () => {
    const parser = createLineParser({ reference, ...bare });
    expect(parser.parse(text, source, 0)).toMatchObject({ time: reference, message: text, raw: text });
    parser.moveReference(reference + 1_000);
    expect(parser.parse(text, source, 0)).toMatchObject({ time: reference + 1_000 });
  });

  it.each(['', '\0\0text', '\tat a.b(C.java:1)', '\ufefftext', '<999>text', '2026-11-31 07:04:05 host app: text'])(
    'is not that of %j',
    (line) => {
      expect(failed(line, bare).reason).not.toBe('');
    },
  );

  it('does not take what a stated format refuses', () => {
    expect(failed(text, { ...bare, format: 'iso' }).reason).toBe('no-timestamp');
    expect(failed(text, { ...bare, format: 'rfc5424' }).reason).toBe('bad-priority');
  });

  test.each(['', 'two words', 'a[1]'])('has a name, which is not %j', (program) => {
    expect(() => createLineParser({ reference, program })).toThrow('is not the name of a program');
  });
});
