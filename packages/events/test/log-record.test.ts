import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldValue, type LogRecord, recordFromJSON, recordToJSON, type Vouched } from '../src/index.ts';
import { record } from './samples.ts';

const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '__proto__', 'constructor', '1'));
const mapOf = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(word, value), { maxLength: 4 }).map((all) => new Map(all));

const plain = { noNullPrototype: true } as const;

const vouched: fc.Arbitrary<Vouched> = fc.record(
  {
    uid: fc.nat(),
    pid: fc.nat(),
    command: word,
    executable: word,
    unit: word,
    peer: word,
    certificate: word,
  },
  { requiredKeys: [], ...plain },
);

/** Without `constructor`, by which vitest tells types apart. */
const fieldName = word.filter((name) => name !== 'constructor');

const { value: fieldValue } = fc.letrec<{ value: FieldValue; list: FieldValue[]; map: { [name: string]: FieldValue } }>(
  (tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('value'), { maxLength: 3 }),
    map: fc.dictionary(fieldName, tie('value'), { maxKeys: 3, ...plain }),
  }),
);

const optional = fc.record(
  { vouched, fields: fc.dictionary(fieldName, fieldValue, { maxKeys: 4, ...plain }), format: word },
  { requiredKeys: [], ...plain },
);

const required: fc.Arbitrary<LogRecord> = fc.record(
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

const anyRecord: fc.Arbitrary<LogRecord> = fc.tuple(required, optional).map(([one, more]) => ({ ...one, ...more }));

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

  it('says nothing of members that a record may have and does not', () => {
    const json = recordToJSON(record);
    expect(Object.keys(json).at(-1)).toBe('retimed');
    expect(Object.keys(recordFromJSON(json)).at(-1)).toBe('retimed');
  });

  it('has who wrote it, and what its format read, as they are', () => {
    const more = {
      vouched: { uid: 1000, command: 'logger' },
      fields: { status: 404, tags: ['a'] },
      format: 'combined',
    };
    expect(recordToJSON({ ...record, ...more })).toMatchObject(more);
  });

  it('has structured data as objects in objects', () => {
    const structuredData = new Map([['door@32473', new Map([['floor', '2']])]]);
    expect(recordToJSON({ ...record, structuredData }).structuredData).toEqual({ 'door@32473': { floor: '2' } });
  });
});
