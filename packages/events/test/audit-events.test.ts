import { describe, expect, expectTypeOf, it } from 'vitest';
import * as kinds from '../src/fields.ts';
import {
  AuditEvent,
  type AuditEventClass,
  address,
  type Field,
  type FieldKind,
  fieldProblems,
  reservedNames,
  text,
} from '../src/index.ts';
import { errorOf, everyKind, TriesExceeded } from './samples.ts';

const Everything = AuditEvent.withFields({ type: 'door.everything', fields: everyKind, summary: '' });
const right = {
  user: 'ada',
  tries: 3,
  ratio: 0.5,
  open: true,
  since: 0,
  lasted: null,
  port: 22,
  address: '2001:db8::7',
  method: 'key',
} as const;

describe('the data of an audit event', () => {
  it('is kept as it was given', () => {
    expect(new Everything(right).data).toEqual(right);
    expect(fieldProblems(everyKind, right)).toEqual([]);
  });

  it('is refused with every missing, extra and wrongly typed field named at once', () => {
    const { user: _, ...rest } = right;
    const data = { ...rest, port: 70_000, method: 'crowbar', lasted: undefined, usre: 'ada', 'x y': 1 };
    const error = errorOf(() => new Everything(data as never));
    const problems = [
      'user is missing (a string)',
      'lasted must be milliseconds, 0 or more, or null, not undefined',
      'port must be a port, 0 to 65535, not number 70000',
      'method must be one of key, code, not string "crowbar"',
      'usre is no declared field',
      'x y is no declared field',
    ];
    expect(error.code).toBe('EVENT_DATA_INVALID');
    expect(error.message).toBe(`door.everything: ${problems.join('; ')}`);
    expect(error.details).toEqual({ type: 'door.everything', problems });
  });

  it('is refused where a field is missing although every object inherits one of that name', () => {
    const Odd = AuditEvent.withFields({ type: 'door.odd', fields: { constructor: text('C') }, summary: '' });
    expect(errorOf(() => new Odd({} as never)).message).toBe('door.odd: constructor is missing (a string)');
  });

  it.each([
    [Object.create(null), 'object [object Object]'],
    [['a'], 'object [object Array]'],
    [Symbol('s'), 'symbol Symbol(s)'],
    [5n, 'bigint 5'],
    [null, 'null'],
  ])('is refused whatever stands in a field: %#', (value, shown) => {
    expect(errorOf(() => new Everything({ ...right, user: value })).message).toBe(
      `door.everything: user must be a string, not ${shown}`,
    );
  });

  it('is shown only in part where it is long', () => {
    const { message } = errorOf(() => new Everything({ ...right, method: 'x'.repeat(10_000) as never }));
    expect(message.length).toBeLessThan(200);
  });

  it('is typed', () => {
    const event = new TriesExceeded({ address: '192.0.2.7', failures: 5, window: 300_000 });
    expectTypeOf(event.data).toEqualTypeOf<
      Readonly<{ readonly address: string; readonly failures: number; readonly window: number }>
    >();
    expectTypeOf(event.type).toEqualTypeOf<'door.tries-exceeded'>();
    expectTypeOf(event.severity).toEqualTypeOf<'error'>();
    type Data = InstanceType<typeof Everything>['data'];
    expectTypeOf<Data['method']>().toEqualTypeOf<'key' | 'code'>();
    expectTypeOf<Data['lasted']>().toEqualTypeOf<number | null>();
    expectTypeOf<Data['address']>().toEqualTypeOf<string | null>();
    expectTypeOf<Data['open']>().toEqualTypeOf<boolean>();
    expectTypeOf(Everything).toExtend<AuditEventClass<'door.everything', typeof everyKind, 'info'>>();
    // @ts-expect-error failures and window are missing
    expect(() => new TriesExceeded({ address: '192.0.2.7' })).toThrow('failures is missing');
    // @ts-expect-error doors is no field
    expect(() => new TriesExceeded({ ...event.data, doors: 1 })).toThrow('doors is no declared field');
  });
});

describe('a field', () => {
  const addresses = {
    right: ['192.0.2.7', '2001:db8::7', '::ffff:192.0.2.7'],
    wrong: ['', 'localhost', '192.0.2', '192.0.2.7 ', '192.0.2.0/24', 5],
  };
  const cases: Record<FieldKind, { field: Field<unknown>; right: unknown[]; wrong: unknown[] }> = {
    text: { field: kinds.text('T'), right: ['', 'a\nb'], wrong: [5, {}] },
    integer: { field: kinds.integer('I'), right: [0, -5, 2 ** 53 - 1], wrong: [0.5, 2 ** 53, Number.NaN, '5'] },
    number: { field: kinds.number('N'), right: [0.5, -1e300], wrong: [Number.NaN, Number.POSITIVE_INFINITY, '5', 5n] },
    boolean: { field: kinds.boolean('B'), right: [true, false], wrong: ['true', 0, 1] },
    time: {
      field: kinds.time('T'),
      right: [0, -1, 8.64e15],
      wrong: [8.64e15 + 2, Number.NaN, '2026-03-01', new Date(0)],
    },
    duration: { field: kinds.duration('D'), right: [0, 0.5, 9e15], wrong: [-1, Number.NaN, '5m'] },
    port: { field: kinds.port('P'), right: [0, 65_535], wrong: [-1, 65_536, 22.5, '22'] },
    address: { field: address('A'), ...addresses },
    assertedAddress: {
      field: kinds.assertedAddress('A'),
      right: addresses.right,
      wrong: [...addresses.wrong, 'fe80::1%any text'],
    },
    choice: { field: kinds.choice('C', ['key', 'code']), right: ['key', 'code'], wrong: ['Key', '', 0] },
  };

  it.each(Object.entries(cases))('of kind %s tells right from wrong', (kind, { field, right, wrong }) => {
    const orNull = kinds.nullable(field);
    expect([field.kind, field.nullable, orNull.kind, orNull.nullable]).toEqual([kind, false, kind, true]);
    expect(orNull.label).toBe(field.label);
    for (const value of right) expect([value, field.check(value), orNull.check(value)]).toEqual([value, true, true]);
    for (const value of [...wrong, undefined]) {
      expect([value, field.check(value), orNull.check(value)]).toEqual([value, false, false]);
    }
    expect([field.check(null), orNull.check(null)]).toEqual([false, true]);
  });
});

describe('a declaration', () => {
  const declare = (type: string, names: readonly string[]) =>
    AuditEvent.withFields({ type, fields: Object.fromEntries(names.map((name) => [name, text(name)])), summary: '' });

  it.each(reservedNames)('refuses a field named %s, as every event has that', (name) => {
    const error = errorOf(() => declare('door.opened', ['user', name]));
    expect([error.code, error.message]).toEqual([
      'FIELD_NAME_RESERVED',
      `door.opened: every event has '${name}' already; rename the field`,
    ]);
  });

  it.each(['', 'User', 'user_name', 'user name', '1st', '__proto__', 'a'.repeat(64), 'a,b', 'ü'])(
    'refuses a field named %j',
    (name) => {
      expect(errorOf(() => declare('door.opened', [name])).code).toBe('FIELD_NAME_INVALID');
    },
  );

  it.each(['', 'Door', 'door.', '.door', 'door..opened', 'door_opened', '../door', 'door opened', 'door\n'])(
    'refuses the type %j',
    (type) => {
      expect(errorOf(() => declare(type, [])).code).toBe('EVENT_TYPE_INVALID');
    },
  );

  it.each(['door', 'door.opened', 'front-door.opened-2.wide'])('takes the type %s', (type) => {
    expect(declare(type, ['a', 'userName2', 'a'.repeat(63)]).type).toBe(type);
  });
});
