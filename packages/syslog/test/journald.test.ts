import { describe, expect, it } from 'vitest';
import { failed, parsed } from './parsed.ts';

const entry = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ __REALTIME_TIMESTAMP: '1795426250123456', _HOSTNAME: 'bastion', MESSAGE: 'text', ...fields });

describe('an entry of the journal', () => {
  it('is a record', () => {
    const fields = {
      SYSLOG_IDENTIFIER: 'sshd',
      SYSLOG_PID: '42',
      _PID: '7',
      _COMM: 'x',
      PRIORITY: '6',
      SYSLOG_FACILITY: '4',
    };
    expect(parsed(entry(fields))).toMatchObject({
      time: 1_795_426_250_123,
      host: 'bastion',
      program: 'sshd',
      pid: '42',
      facility: 4,
      severity: 6,
      message: 'text',
      repeat: 1,
    });
  });

  it.each([
    ['the command where there is no identifier', { _COMM: 'cron', _PID: '7' }, { program: 'cron', pid: '7' }],
    ['the time of its source', { _SOURCE_REALTIME_TIMESTAMP: '1795426250100000' }, { time: 1_795_426_250_100 }],
    ['severity without facility', { PRIORITY: '3' }, { severity: 3, facility: undefined }],
    [
      'no severity that is none',
      { PRIORITY: '8', SYSLOG_FACILITY: 'auth' },
      { severity: undefined, facility: undefined },
    ],
    ['bytes as text', { MESSAGE: [114, 195, 182, 116] }, { message: 'röt' }],
    ['bytes that are not UTF-8', { MESSAGE: [114, 246, 116] }, { message: 'r\uFFFDt' }],
    ['the first of several values', { MESSAGE: ['first', 'second'] }, { message: 'first' }],
    ['the first of several values in bytes', { MESSAGE: [[97, 98], 'second'] }, { message: 'ab' }],
    ['no message that is too long', { MESSAGE: null }, { message: '' }],
    ['no message', { MESSAGE: undefined }, { message: '' }],
    ['a repeated message', { MESSAGE: 'message repeated 2 times: [ text]' }, { message: 'text', repeat: 2 }],
    ['no names of a prototype', { __proto__: { _COMM: 'x' } }, { program: '' }],
  ])('has %s', (_, fields, expected) => {
    expect(parsed(entry(fields), { format: 'journald' })).toMatchObject(expected);
  });

  it('has who wrote it, as the journal knows it', () => {
    const trusted = {
      _UID: '1000',
      _PID: '7',
      _COMM: 'logger',
      _EXE: '/usr/bin/logger',
      _SYSTEMD_UNIT: 'session-3.scope',
    };
    const record = parsed(entry({ ...trusted, SYSLOG_IDENTIFIER: 'sshd', SYSLOG_PID: '42', UID: '0', _GID: '0' }));
    expect(record.pid).toBe('42');
    expect(record.vouched).toStrictEqual({
      uid: 1000,
      pid: 7,
      command: 'logger',
      executable: '/usr/bin/logger',
      unit: 'session-3.scope',
    });
  });

  it.each([
    ['nothing where the journal knows nothing', { SYSLOG_IDENTIFIER: 'kernel' }, undefined],
    ['what it knows alone', { _UID: '0' }, { uid: 0 }],
    ['no user id that is none', { _UID: 'root', _PID: '1.5', _COMM: '' }, undefined],
    ['the first of several values', { _UID: ['1000', '0'] }, { uid: 1000 }],
  ])('vouches for %s', (_, fields, vouched) => {
    const record = parsed(entry(fields));
    expect(record.vouched).toStrictEqual(vouched);
    expect('vouched' in record).toBe(vouched !== undefined);
  });

  it.each([
    ['', 'empty'],
    ['{', 'bad-json'],
    ['[]', 'bad-json'],
    ['null', 'bad-json'],
    ['Nov  3 07:04:05 host prog: text', 'bad-json'],
    ['{"MESSAGE":"text"}', 'no-journal-time'],
    ['{"__REALTIME_TIMESTAMP":"soon"}', 'no-journal-time'],
    ['{"__REALTIME_TIMESTAMP":"0x10"}', 'no-journal-time'],
    ['{"__REALTIME_TIMESTAMP":"99999999999999999999"}', 'no-journal-time'],
    ['{"log":"text","time":"2026-11-03T07:04:05Z"}', 'no-journal-time'],
    ['{"__REALTIME_TIMESTAMP":1795426250123456}', 'no-journal-time'],
  ])('is no record: %s', (line, reason) => {
    expect(failed(line, { format: 'journald' }).reason).toBe(reason);
  });
});
