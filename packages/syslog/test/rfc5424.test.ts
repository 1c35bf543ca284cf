import { describe, expect, it } from 'vitest';
import { failed, parsed, reference, source, timeOf } from './parsed.ts';

const rfc5424 = { format: 'rfc5424' } as const;

describe('a message of RFC 5424', () => {
  it('is a record with all of its parts', () => {
    const raw =
      '<165>1 2026-11-23T09:30:50.003-05:00 web1.example.org shop 8710 ID47 [order@32473 id="17" by="a\\"b\\\\c\\]"][meta n="1"] sold out';
    expect(parsed(raw)).toStrictEqual({
      time: Date.parse('2026-11-23T14:30:50.003Z'),
      host: 'web1.example.org',
      program: 'shop',
      pid: '8710',
      facility: 20,
      severity: 5,
      msgid: 'ID47',
      structuredData: new Map([
        [
          'order@32473',
          new Map([
            ['id', '17'],
            ['by', 'a"b\\c]'],
          ]),
        ],
        ['meta', new Map([['n', '1']])],
      ]),
      message: 'sold out',
      repeat: 1,
      raw,
      source,
      offset: 42,
      late: false,
      retimed: false,
    });
  });

  it('has empty parts for NIL, and the reference time', () => {
    const record = parsed('<0>1 - - - - - -');
    expect(record).toMatchObject({ time: reference, host: '', program: '', pid: '', msgid: '', message: '' });
    expect(record.structuredData).toBeUndefined();
    expect([record.facility, record.severity]).toEqual([0, 0]);
  });

  it.each([
    ['<13>1 - h a - - - text', 'text'],
    ['<13>1 - h a - - -  text', ' text'],
    ['<13>1 - h a - - - ', ''],
    ['<13>1 - h a - - - \uFEFFtext', 'text'],
    ['<13>1 - h a - - [x] text', 'text'],
    ['<13>1 - h a - - [x]', ''],
    ['<13>1 - h a - - - two\nlines', 'two\nlines'],
  ])('%j has the message %j', (line, message) => {
    expect(parsed(line, rfc5424).message).toBe(message);
  });

  it('keeps a backslash before other characters, and the first of equal parameters', () => {
    const { structuredData } = parsed('<13>1 - h a - - [x path="C:\\temp" ip="192.0.2.1" ip="192.0.2.2"] text');
    expect(structuredData?.get('x')).toEqual(
      new Map([
        ['path', 'C:\\temp'],
        ['ip', '192.0.2.1'],
      ]),
    );
  });

  it('has a repeat count as rsyslog writes it', () => {
    expect(parsed('<38>1 - h sshd 9 - - message repeated 3 times: [ text]')).toMatchObject({
      repeat: 3,
      message: 'text',
    });
  });

  const name = 'n'.repeat(33);
  it.each([
    ['', 'empty', 1],
    ['13>1 - - - - - -', 'bad-priority', 1],
    ['<192>1 - - - - - -', 'bad-priority', 1],
    ['<00>1 - - - - - -', 'bad-priority', 1],
    ['<13>0 - - - - - -', 'bad-version', 5],
    ['<13>1000 - - - - - -', 'bad-version', 5],
    ['<13>1', 'bad-version', 5],
    ['<13>1 2026-11-23t09:30:50Z - - - - -', 'bad-timestamp', 7],
    ['<13>1 2026-11-23T09:30:60Z - - - - -', 'bad-timestamp', 7],
    ['<13>1 2026-11-23T24:00:00Z - - - - -', 'bad-timestamp', 7],
    ['<13>1 2026-11-23T09:30:50.Z - - - - -', 'bad-timestamp', 26],
    ['<13>1 2026-11-23T09:30:50 - - - - -', 'bad-timestamp', 26],
    ['<13>1 2026-11-23T09:30:50 +01:00 - - - - -', 'bad-timestamp', 26],
    ['<13>1 2026-11-23T09:30:50 UTC - - - - -', 'bad-timestamp', 26],
    ['<13>1 2026-11-23T09:30:50+0100 - - - - -', 'bad-timestamp', 26],
    ['<13>1 2026-11-23T09:30:50,5Z - - - - -', 'bad-timestamp', 26],
    ['<13>1 2026-11-23T09:30:50.1234567Z - - - - -', 'bad-timestamp', 26],
    ['<13>1 2026-11-23T09:30:50Z+01:00 - - - - -', 'bad-timestamp', 27],
    ['<13>1 2026-11-31T09:30:50Z - - - - -', 'impossible-date', 7],
    [`<13>1 - ${'h'.repeat(256)} - - - -`, 'bad-header', 264],
    [`<13>1 - - ${'a'.repeat(49)} - - -`, 'bad-header', 59],
    [`<13>1 - - - ${'p'.repeat(129)} - -`, 'bad-header', 141],
    [`<13>1 - - - - ${'m'.repeat(33)} -`, 'bad-header', 47],
    ['<13>1 - hôte - - - -', 'bad-header', 10],
    ['<13>1 -  - - - -', 'bad-header', 9],
    ['<13>1 - - - -', 'bad-header', 14],
    ['<13>1 - - - - - ', 'bad-structured-data', 17],
    ['<13>1 - - - - - []', 'bad-structured-data', 18],
    ['<13>1 - - - - - [x', 'bad-structured-data', 19],
    ['<13>1 - - - - - [x y]', 'bad-structured-data', 21],
    ['<13>1 - - - - - [x y=z]', 'bad-structured-data', 21],
    ['<13>1 - - - - - [x y="z]"]', 'bad-structured-data', 24],
    ['<13>1 - - - - - [x y="z"][x]', 'bad-structured-data', 27],
    [`<13>1 - - - - - [${name}]`, 'bad-structured-data', 50],
    ['<13>1 - - - - - -text', 'bad-structured-data', 18],
  ])('is no record: %j', (line, reason, column) => {
    expect(failed(line, rfc5424)).toMatchObject({ reason, column, raw: line, source, offset: 42 });
  });

  it.each([
    [`<13>1 - ${'h'.repeat(256)} - - - -`, 'HOSTNAME is longer than 255 characters; have the sender shorten it'],
    [`<13>1 - - ${'a'.repeat(49)} - - -`, 'APP-NAME is longer than 48 characters; have the sender shorten it'],
    ['<13>1 - h a  - -', 'PROCID is empty; have the sender write - for none'],
    ['<13>1 - h a 7 MÜ -', 'MSGID has a character that is not printable ASCII; mend the sender'],
    ['<13>1 - h', 'the message ends within its header, at HOSTNAME; mend the sender'],
  ])('says what is wrong with a header: %s', (line, problem) => {
    expect(failed(line).explanation).toBe(`RFC 5424: ${problem}`);
  });

  it.each([
    ['Z', '.000'],
    ['.1Z', '.100'],
    ['.12Z', '.120'],
    ['.123Z', '.123'],
    ['.1234Z', '.123'],
    ['.12345Z', '.123'],
    ['.999999Z', '.999'],
    ['.5-00:00', '.500'],
  ])('takes a time of every precision: %s', (tail, fraction) => {
    expect(timeOf(`<13>1 2026-11-23T09:30:50${tail} h a - - -`)).toBe(`2026-11-23T09:30:50${fraction}Z`);
  });

  it.each(['<13>1', '<13>1 ', '<13>1 - h', '<13>1000 - - - - - -'])('is not taken for RFC 3164: %j', (line) => {
    expect(failed(line).reason).toMatch(/^bad-/);
  });

  it('refuses the same structured data twice in one message also where it came before', () => {
    expect(parsed('<13>1 - - - - - [x y="z"] text').structuredData?.size).toBe(1);
    expect(failed('<13>1 - - - - - [x y="z"][x y="z"] text').reason).toBe('bad-structured-data');
  });
});

it('one space before the message, which rsyslog writes, is left out where the format is not stated', () => {
  const line = '<38>1 2026-11-25T10:00:00Z web01 sshd 9 - -  Failed password';
  expect(parsed(line, { format: 'auto' }).message).toBe('Failed password');
  expect(parsed(line, rfc5424).message).toBe(' Failed password');
  expect(parsed(line.replace('  ', '   '), { format: 'auto' }).message).toBe(' Failed password');
});
