import { describe, expect, it } from 'vitest';
import { failed, parsed, reference, timeOf } from './parsed.ts';

const nov3 = Date.parse('2026-11-03T07:04:05Z');

describe('a header of Cisco’s systems', () => {
  it.each([
    ['IOS', '<189>29: Nov  3 07:04:05: %SYS-5-CONFIG_I: text', ''],
    ['IOS whose clock is not set', '<189>29: *Nov  3 07:04:05: %SYS-5-CONFIG_I: text', ''],
    ['IOS with the name of its zone', '<189>29: Nov  3 07:04:05 CEST: %SYS-5-CONFIG_I: text', ''],
    ['IOS with that alone', 'Nov  3 07:04:05 EST: %SYS-5-CONFIG_I: text', ''],
    ['IOS with its name', '<189>29: router1: Nov  3 07:04:05 CET: %SYS-5-CONFIG_I: text', 'router1'],
    ['IOS with its address', '<189>29: 192.0.2.1x: *Nov  3 07:04:05: %SYS-5-CONFIG_I: text', '192.0.2.1x'],
    ['IOS with two sequence numbers', '<189>29: 000047: Nov  3 07:04:05: %SYS-5-CONFIG_I: text', ''],
    ['IOS XR with its name', '<189>29: router1 RP/0/RP0/CPU0:Nov  3 07:04:05 : %SYS-5-CONFIG_I : text', 'router1'],
    ['NX-OS', '<189>: 2026 Nov  3 07:04:05 UTC: %SYS-5-CONFIG_I: text', ''],
    ['NX-OS in a file', '2026 Nov  3 07:04:05 switch1 %SYS-5-CONFIG_I: text', 'switch1'],
    ['ASA with its name', '<189>Nov 03 2026 07:04:05 asa1 : %SYS-5-CONFIG_I: text', 'asa1'],
    ['ASA with EMBLEM', '<189>:Nov 03 07:04:05 UTC: %SYS-5-CONFIG_I: text', ''],
    ['IOS behind a relay', 'Nov  3 07:04:05 192.0.2.1 29: Nov  3 09:00:00.123 CET: %SYS-5-CONFIG_I: text', '192.0.2.1'],
    ['IOS without a time behind a relay', 'Nov  3 07:04:05 192.0.2.1 29: %SYS-5-CONFIG_I: text', '192.0.2.1'],
  ])('is read: %s', (_, line, host) => {
    const record = parsed(line);
    const program = line.includes(' : text') ? '' : '%SYS-5-CONFIG_I';
    expect([record.time, record.host, record.program]).toEqual([nov3, host, program]);
    expect(record.message).toBe(program === '' ? '%SYS-5-CONFIG_I : text' : 'text');
  });

  it.each(['<189>45: 1w2d: %SYS-5-CONFIG_I: text', '<189>45: 00:00:45: %SYS-5-CONFIG_I: text'])(
    'has the reference time where it says for how long the device has been up: %s',
    (line) => {
      expect(parsed(line)).toMatchObject({ time: reference, host: '', program: '%SYS-5-CONFIG_I', message: 'text' });
    },
  );

  it('names the process of IOS XR', () => {
    const record = parsed('<189>29: RP/0/RP0/CPU0:Nov  3 07:04:05.123 CET: ifmgr[190]: %PKT-LINK-3-UPDOWN : text');
    expect(record).toMatchObject({ time: nov3 + 123, program: 'ifmgr', pid: '190', host: '' });
    expect(record.message).toBe('%PKT-LINK-3-UPDOWN : text');
  });

  it.each([
    ['whose day is none', '<189>29: r1: Nov 31 07:04:05: %SYS-5-CONFIG_I: text', 'impossible-date'],
    ['whose time is none', '<189>29: r1: Nov  3 07:64:05: %SYS-5-CONFIG_I: text', 'bad-timestamp'],
  ])('is not believed %s', (_, line, reason) => {
    expect(failed(line).reason).toBe(reason);
  });

  it.each([
    ['<13>app: Nov  3 07:04:05 text', ['', 'app', 'Nov  3 07:04:05 text']],
    ['<13>app: Nov  3 07:04:05: 5%-6 is text', ['', 'app', 'Nov  3 07:04:05: 5%-6 is text']],
    ['Nov  3 07:04:05 host 17: text', ['host', '17', 'text']],
    ['Nov  3 07:04:05 host 17: client says: %SYS-5-X', ['host', '17', 'client says: %SYS-5-X']],
    ['Nov  3 07:04:05 host app: 17: %SYS-5-CONFIG_I: text', ['host', 'app', '17: %SYS-5-CONFIG_I: text']],
    ['Nov  3 07:04:05 host CRON: text', ['host', 'CRON', 'text']],
    ['Nov  3 07:04:05 CRON: text', ['', 'CRON', 'text']],
  ])('is not seen in %s', (line, parts) => {
    const { host, program, message } = parsed(line);
    expect([host, program, message]).toEqual(parts);
  });
});

describe('a time as few write it', () => {
  it.each([
    ['Tue Nov  3 07:04:05 2026 host prog: text', '2026-11-03T06:04:05.000Z'],
    ['Tue Nov 03 07:04:05 host prog: text', '2026-11-03T06:04:05.000Z'],
    ['Tue 2026-11-03 07:04:05 CET host prog: text', '2026-11-03T06:04:05.000Z'],
    ['Tue 2026-11-03 07:04:05.123456 UTC host prog: text', '2026-11-03T07:04:05.123Z'],
    ['Tue 2026-11-03 07:04:05 host prog: text', '2026-11-03T06:04:05.000Z'],
    ['1795426250.123000 host prog: text', '2026-11-23T09:30:50.123Z'],
    ['2025 Nov  3 07:04:05.5 host prog: text', '2025-11-03T06:04:05.500Z'],
    ['Nov  3 07:04:05.123 2024 host prog: text', '2024-11-03T06:04:05.123Z'],
    ['Nov  3 07:04:05 2024 UTC host prog: text', '2024-11-03T07:04:05.000Z'],
  ])('%s', (line, expected) => {
    expect(timeOf(line, { zone: 'Europe/Berlin' })).toBe(expected);
    expect(parsed(line)).toMatchObject({ host: 'host', program: 'prog', message: 'text' });
  });

  it.each([
    'Tue',
    'Tue ',
    'Tue Nov 31 07:04:05 2026 host prog: text',
    'Tuesday Nov  3 07:04:05 2026 host prog: text',
    'Tue 2026-11-31 07:04:05 CET host prog: text',
    '1795426250.123 200 192.0.2.1 TCP_MISS/200 text',
    '1795426250 host prog: text',
    '2026 Now  3 07:04:05 host prog: text',
    '12026 Nov  3 07:04:05 host prog: text',
  ])('is no record: %s', (line) => {
    expect(failed(line).reason).toBe('no-timestamp');
  });

  it('leaves a host of capital letters alone where a zone has been read', () => {
    expect(parsed('Tue 2026-11-03 07:04:05 UTC NAS prog: text').host).toBe('NAS');
  });
});

describe('what stands between host and tag', () => {
  it.each([
    ['AIX', 'host auth|security:info sshd[42]: text', 'host', [4, 6]],
    ['BIG-IP', 'host info sshd[42]: text', 'host', [undefined, 6]],
    ['a relay on AIX', 'relay Message forwarded from host: sshd[42]: text', 'host', [undefined, undefined]],
    ['two of them', 'b Message forwarded from a: Message forwarded from host: sshd[42]: text', 'host', []],
  ])('%s', (_, rest, host, [facility, severity]) => {
    expect(parsed(`Nov  3 07:04:05 ${rest}`)).toMatchObject({ host, program: 'sshd', pid: '42', message: 'text' });
    expect(parsed(`Nov  3 07:04:05 ${rest}`)).toMatchObject({ facility, severity });
  });

  it('leaves facility and severity of the priority alone', () => {
    expect(parsed('<38>Nov  3 07:04:05 host err sshd[42]: text')).toMatchObject({ facility: 4, severity: 6 });
  });

  it.each([
    ['info sshd: text', 'a severity before a tag without a process'],
    ['info about sshd[42]: text', 'a severity before words'],
    ['Message forwarded from a client', 'no host behind it'],
    ['auth|security:loud sshd[42]: text', 'no severity'],
    ['auth|security sshd[42]: text', 'none at all'],
  ])('is text: %s (%s)', (text) => {
    expect(parsed(`Nov  3 07:04:05 host ${text}`)).toMatchObject({ host: 'host', program: '', message: text });
  });

  it('names no host in logread of OpenWrt', () => {
    const record = parsed('Tue Nov  3 07:04:05 2026 authpriv.warn dropbear[42]: text');
    expect(record).toMatchObject({ time: nov3, host: '', program: 'dropbear', pid: '42', facility: 10, severity: 4 });
    expect(parsed('Tue Nov  3 07:04:05 2026 mail.example dropbear[42]: text').host).toBe('mail.example');
  });

  it('is nothing for Snare: a tab ends the tag', () => {
    const record = parsed('<13>Nov  3 07:04:05 pc1 MSWinEventLog\t1\tSecurity\t4625');
    expect(record).toMatchObject({ host: 'pc1', program: 'MSWinEventLog', message: '1\tSecurity\t4625' });
  });
});

describe('a line that says that the last one was repeated', () => {
  it.each([
    ['Nov  3 07:04:05 host last message repeated 3 times', 'host', '', 3],
    ['Nov  3 07:04:05 host last message repeated 1 time', 'host', '', 1],
    ['Nov  3 07:04:05 host syslogd: last message repeated 3 times', 'host', 'syslogd', 3],
    ['Nov  3 07:04:05 host --- last message repeated 3 times ---', 'host', '', 3],
    ['Nov  3 07:04:05 --- last message repeated 3 times ---', '', '', 3],
    ['Nov  3 07:04:05 last message repeated 3 times', '', '', 3],
    ['<45>Nov  3 07:04:05 host last message repeated 30 times', 'host', '', 30],
    ['Nov  3 07:04:05 host last message repeated 0 times', 'host', '', 1],
    ['Nov  3 07:04:05 host last message repeated 3 times or so', 'host', '', 1],
    ['Nov  3 07:04:05 host last message repeated 1234567890 times', 'host', '', 1],
    ['Nov  3 07:04:05 host app: last message repeated 3 times', 'host', 'app', 1],
  ])('counts as many: %s', (line, host, program, repeat) => {
    const record = parsed(line);
    expect([record.host, record.program, record.repeat]).toEqual([host, program, repeat]);
    expect(record.message).toBe(line.slice(line.search(/(--- )?last/)));
  });
});

describe('RFC 5424 in files', () => {
  it('may lack the priority', () => {
    const line = '1 2026-11-03T07:04:05.250-03:00 mx204 rpd 6589 - - text';
    expect(parsed(line)).toMatchObject({ host: 'mx204', program: 'rpd', pid: '6589', facility: undefined });
    expect(parsed(line, { format: 'rfc5424' })).toMatchObject({ severity: undefined, message: 'text' });
    expect(failed('1 2026-11-03 07:04:05 mx204 rpd 6589 - - text').reason).toBe('no-timestamp');
    expect(failed('1 - mx204 rpd 6589 - - text', { format: 'rfc5424' }).reason).toBe('bad-priority');
  });

  it('may have values without quotes in the element of VMware, and in no other', () => {
    const data = (element: string) => `<14>1 2026-11-03T07:04:05Z esx1 Hostd 7 - ${element} text`;
    const { structuredData, message } = parsed(data('[Originator@6876 sub=Vimsvc.ha opID=a-1 x="y z" user=]'));
    expect([...(structuredData?.get('Originator@6876') ?? [])]).toEqual([
      ['sub', 'Vimsvc.ha'],
      ['opID', 'a-1'],
      ['x', 'y z'],
      ['user', ''],
    ]);
    expect(message).toBe('text');
    expect(failed(data('[other@6876 sub=Vimsvc.ha]')).reason).toBe('bad-structured-data');
    expect(failed(data('[Originator@6876 sub=Vimsvc.ha')).reason).toBe('bad-structured-data');
    expect(failed(data('[Originator@6876 sub=Vim"svc]')).reason).toBe('bad-structured-data');
  });
});
