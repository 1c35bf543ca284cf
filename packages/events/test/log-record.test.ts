import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogRecord, recordFromJSON, recordToJSON } from '../src/index.ts';
import { record } from './samples.ts';

const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '__proto__', 'constructor', '1'));
const mapOf = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(word, value), { maxLength: 4 }).map((all) => new Map(all));

const plain = { noNullPrototype: true } as const;

const anyRecord: fc.Arbitrary<LogRecord> = fc.record(
  {
    time: fc.integer({ min: -8.64e15, max: 8.64e15 }),
    host: word,
    program: word,
    pid: word,
    facility: fc.option(fc.nat(23), { nil: undefined }),
    severity: fc.option(fc.nat(7), { nil: undefined }),
    msgid: word,
    structuredData: fc.option(mapOf(mapOf(word)), { nil: undefined }),
    message: word,
    repeat: fc.integer({ min: 1 }),
    raw: word,
    source: fc.record({ input: word, identity: word }, plain),
    offset: fc.maxSafeNat(),
    late: fc.boolean(),
    retimed: fc.boolean(),
  },
  plain,
);

describe('a log record as JSON', () => {
  it('reads back as it was', () => {
    fc.assert(
      fc.property(anyRecord, (original) => {
        expect(recordFromJSON(JSON.parse(JSON.stringify(recordToJSON(original))))).toStrictEqual(original);
      }),
    );
  });

  it('has an ISO time, and null for what the entry does not say', () => {
    const silent = { ...record, host: '', program: '', pid: '', facility: undefined, severity: undefined };
    expect(recordToJSON(silent)).toMatchObject({
      time: '2026-03-01T06:00:00.000Z',
      host: null,
      program: null,
      pid: null,
      facility: null,
      severity: null,
      msgid: null,
      structuredData: null,
      message: 'wrong code',
    });
  });

  it('has structured data as objects in objects', () => {
    const structuredData = new Map([['door@32473', new Map([['floor', '2']])]]);
    expect(recordToJSON({ ...record, structuredData }).structuredData).toEqual({ 'door@32473': { floor: '2' } });
  });
});
