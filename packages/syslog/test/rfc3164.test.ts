import { describe, expect, it } from 'vitest';
import { failed, parsed, partsOf, reference, source, timeOf } from './parsed.ts';

describe('a line of BSD syslog', () => {
  it('is a record with all of its parts', () => {
    const raw = 'Nov  3 07:04:05 bastion sshd[4242]: Failed password for root from 192.0.2.1 port 22 ssh2';
    expect(parsed(raw)).toStrictEqual({
      time: Date.parse('2026-11-03T07:04:05Z'),
      host: 'bastion',
      program: 'sshd',
      pid: '4242',
      facility: undefined,
      severity: undefined,
      msgid: '',
      structuredData: undefined,
      message: 'Failed password for root from 192.0.2.1 port 22 ssh2',
      repeat: 1,
      raw,
      source,
      offset: 42,
      late: false,
      retimed: false,
    });
  });

  it('has facility and severity from its priority', () => {
    const record = parsed('<86>Nov  3 07:04:05 bastion sshd[4242]: text');
    expect([record.facility, record.severity]).toEqual([10, 6]);
  });

  it.each([
    ['host cron[12]: (root) CMD (true)', ['host', 'cron', '12', '(root) CMD (true)']],
    ['host sudo: alice : TTY=pts/0', ['host', 'sudo', '', 'alice : TTY=pts/0']],
    ['host postfix/smtpd[9]: connect from unknown', ['host', 'postfix/smtpd', '9', 'connect from unknown']],
    ['host sshd-session[9]: text', ['host', 'sshd-session', '9', 'text']],
    ['host /usr/sbin/cron[9]: text', ['host', '/usr/sbin/cron', '9', 'text']],
    ['host sshd(pam_unix)[9]: text', ['host', 'sshd(pam_unix)', '9', 'text']],
    ['host prog[9/7]: text', ['host', 'prog', '9/7', 'text']],
    ['host prog[9] text without a colon', ['host', 'prog', '9', 'text without a colon']],
    ['host prog[x] text', ['host', '', '', 'prog[x] text']],
    ['host prog[9 text', ['host', '', '', 'prog[9 text']],
    ['host prog[]: text', ['host', 'prog', '', 'text']],
    ['host prog:', ['host', 'prog', '', '']],
    ['host prog:text', ['host', 'prog', '', 'text']],
    ['host prog:  two spaces', ['host', 'prog', '', ' two spaces']],
    ['host  prog[9]: text', ['host', 'prog', '9', 'text']],
    ['host text without a tag', ['host', '', '', 'text without a tag']],
    ['host {"json": true, "a": 1}', ['host', '', '', '{"json": true, "a": 1}']],
    ['10.1.2.3 prog: text', ['10.1.2.3', 'prog', '', 'text']],
    ['2001:db8::1 prog: text', ['2001:db8::1', 'prog', '', 'text']],
    ['1:: text of a host that ends in a colon', ['1::', '', '', 'text of a host that ends in a colon']],
    ['[2001:db8::1] prog: text', ['[2001:db8::1]', 'prog', '', 'text']],
    ['GMThost prog: text', ['GMThost', 'prog', '', 'text']],
    ['2026a prog: text', ['2026a', 'prog', '', 'text']],
    ['sshd[9]: text without a host', ['', 'sshd', '9', 'text without a host']],
    ['haproxy: text without a host', ['', 'haproxy', '', 'text without a host']],
    ['%ASA-4-106023: text', ['', '%ASA-4-106023', '', 'text']],
    ['[sshd] text as metalog writes it', ['', 'sshd', '', 'text as metalog writes it']],
    ['[sshd]: text', ['', 'sshd', '', 'text']],
  ])('%s', (rest, parts) => {
    expect(partsOf(`Nov  3 07:04:05 ${rest}`)).toEqual(parts);
  });

  it.each([
    ['a tag later in a message is text', 'host client says sshd[9]: Accepted password for root'],
    ['a tag after a word of 129 characters is text', `host ${'x'.repeat(129)}: text`],
    ['quotes are not of a name', 'host "sshd: Accepted password for root'],
  ])('%s', (_, rest) => {
    expect(partsOf(`Nov  3 07:04:05 ${rest}`)).toEqual(['host', '', '', rest.slice('host '.length)]);
  });

  it.each([
    ['<auth.info> of FreeBSD', '<auth.info> host sshd[9]: text', [4, 6]],
    ['<4.6> of FreeBSD', '<4.6> host sshd[9]: text', [4, 6]],
    ['auth.info of busybox', 'host auth.info sshd[9]: text', [4, 6]],
    ['[ID … auth.info] of Solaris', 'host sshd[9]: [ID 800047 auth.info] text', [4, 6]],
    ['security.panic, names of old', '<security.panic> host sshd[9]: text', [4, 0]],
    ['no such names', 'host sshd[9]: text', [undefined, undefined]],
  ])('has facility and severity from %s', (_, rest, expected) => {
    const record = parsed(`Nov  3 07:04:05 ${rest}`);
    expect([record.facility, record.severity]).toEqual(expected);
    expect([record.host, record.program, record.pid, record.message]).toEqual(['host', 'sshd', '9', 'text']);
  });

  it('has the message id of Solaris', () => {
    expect(parsed('Nov  3 07:04:05 host sshd[9]: [ID 800047 auth.info] text').msgid).toBe('800047');
    expect(parsed('Nov  3 07:04:05 host sshd[9]: [ID 800047 client.text] text').message).toMatch(/^\[ID/);
  });

  it.each([
    ['message repeated 5 times: [ Failed password for root]', 5, 'Failed password for root'],
    ['message repeated 2 times: [text]', 2, 'text'],
    ['message repeated 0 times: [ text]', 1, 'message repeated 0 times: [ text]'],
    ['message repeated 5 times: [ text', 1, 'message repeated 5 times: [ text'],
    ['message repeated 5 times: [ text] and more', 1, 'message repeated 5 times: [ text] and more'],
    ['message repeated many times: [ text]', 1, 'message repeated many times: [ text]'],
    ['message repeated 1234567890 times: [ text]', 1, 'message repeated 1234567890 times: [ text]'],
    ['a message repeated 5 times: [ text]', 1, 'a message repeated 5 times: [ text]'],
  ])('%s', (text, repeat, message) => {
    const record = parsed(`Nov  3 07:04:05 host sshd[9]: ${text}`);
    expect([record.repeat, record.message]).toEqual([repeat, message]);
  });
});

describe('the time of a line', () => {
  it.each([
    ['Nov  3 07:04:05', '2026-11-03T07:04:05.000Z'],
    ['Nov 03 07:04:05', '2026-11-03T07:04:05.000Z'],
    ['Nov 3 07:04:05', '2026-11-03T07:04:05.000Z'],
    ['Nov 23 07:04:05', '2026-11-23T07:04:05.000Z'],
    ['Nov  3 07:04:05.123', '2026-11-03T07:04:05.123Z'],
    ['Nov  3 07:04:05.12', '2026-11-03T07:04:05.120Z'],
    ['Nov  3 07:04:05.000000005', '2026-11-03T07:04:05.000Z'],
    ['Nov  3 07:04:05 UTC', '2026-11-03T07:04:05.000Z'],
    ['Nov  3 07:04:05 +0200', '2026-11-03T05:04:05.000Z'],
    ['Nov  3 07:04:05.5+02:00', '2026-11-03T05:04:05.500Z'],
    ['Nov  3 2024 07:04:05', '2024-11-03T07:04:05.000Z'],
    ['Nov  3 07:04:05 2024', '2024-11-03T07:04:05.000Z'],
    ['Nov  3 07:04:05:', '2026-11-03T07:04:05.000Z'],
    ['Nov  3 23:59:60', '2026-11-04T00:00:00.000Z'],
    ['*Nov  3 07:04:05', '2026-11-03T07:04:05.000Z'],
    ['<13>91: *Nov  3 07:04:05.123 UTC:', '2026-11-03T07:04:05.123Z'],
    ['<13> Nov  3 07:04:05', '2026-11-03T07:04:05.000Z'],
    ['<13>2026-11-03T07:04:05Z', '2026-11-03T07:04:05.000Z'],
  ])('%s', (time, expected) => {
    const line = `${time} host prog[9]: text`;
    expect(timeOf(line, { format: 'rfc3164' })).toBe(expected);
    expect(partsOf(line)).toEqual(['host', 'prog', '9', 'text']);
  });

  it.each([
    ['host 10.1.2.3', 'Nov  3 07:04:05 10.1.2.3 prog: text', '10.1.2.3'],
    ['host of four digits that are no year', 'Nov  3 07:04:05 4711 prog: text', '4711'],
  ])('does not take a %s for a part of it', (_, line, host) => {
    expect(parsed(line).host).toBe(host);
  });

  it('may be missing after a priority: it is then the reference time', () => {
    const record = parsed('<13>prog[9]: text');
    expect([record.time, record.host, record.program, record.message]).toEqual([reference, '', 'prog', 'text']);
    expect(partsOf('<13>May I have a word')).toEqual(['', '', '', 'May I have a word']);
  });
});

describe('a line that is no record of RFC 3164', () => {
  it.each([
    ['', 'empty', 1],
    ['plain text', 'no-timestamp', 1],
    ['\tat Main.main(Main.java:1)', 'no-timestamp', 1],
    ['<192>Nov  3 07:04:05 host prog: text', 'bad-priority', 1],
    ['<013>Nov  3 07:04:05 host prog: text', 'bad-priority', 1],
    ['<13Nov  3 07:04:05 host prog: text', 'bad-priority', 1],
    ['<>Nov  3 07:04:05 host prog: text', 'bad-priority', 1],
    ['<13>', 'no-message', 5],
    ['Nov 31 07:04:05 host prog: text', 'impossible-date', 5],
    ['Nov  0 07:04:05 host prog: text', 'impossible-date', 5],
    ['Nov  3 24:04:05 host prog: text', 'bad-timestamp', 8],
    ['Nov  3 07:60:05 host prog: text', 'bad-timestamp', 8],
    ['<13>Nov  3 07:04 host prog: text', 'bad-timestamp', 12],
    ['Nov  3 07:04:05.x host prog: text', 'bad-timestamp', 16],
    ['Nov  3 07:04:05', 'no-host', 16],
    ['Nov  3 07:04:05 ', 'no-host', 17],
    ['Nov  3 07:04:05 host', 'no-message', 21],
    ['Nov  3 07:04:05 host word', 'no-message', 22],
  ])('%j', (line, reason, column) => {
    const failure = failed(line);
    expect([failure.reason, failure.column, failure.raw, failure.source, failure.offset]).toEqual([
      reason,
      column,
      line,
      source,
      42,
    ]);
    expect(failure.explanation).toMatch(/; /);
  });
});
