import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuditEvent, address, fieldProblems, type JsonSchema } from '../src/index.ts';
import { everyKind, TriesExceeded } from './samples.ts';

const fields = { ...everyKind, proxy: address('Proxy') };
const Everything = AuditEvent.withFields({ type: 'door.everything', fields, summary: '' });

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

const typeChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  object: (value) => typeof value === 'object' && value !== null,
};

const understood = 'type format enum minimum maximum anyOf properties required additionalProperties';
const annotations = '$schema title description';
const keywords = new Set(`${understood} ${annotations}`.split(' '));

/** Validates by the keywords that event schemas use (draft 2020-12, formats asserted); throws on any other. */
function accepts(schema: Schema, value: unknown): boolean {
  for (const keyword of Object.keys(schema)) if (!keywords.has(keyword)) throw new Error(`unknown keyword ${keyword}`);
  const { type, format, properties = {}, required = [] } = schema;
  if (type !== undefined && !typeChecks[type]?.(value)) return false;
  if (format !== undefined && `ipv${isIP(String(value))}` !== format) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  if (Number(value) < (schema.minimum ?? Number.NEGATIVE_INFINITY)) return false;
  if (Number(value) > (schema.maximum ?? Number.POSITIVE_INFINITY)) return false;
  if (schema.anyOf?.some((one) => accepts(one, value)) === false) return false;
  if (type !== 'object') return true;
  const members = new Map(Object.entries(value as object));
  return (
    required.every((name) => members.has(name)) &&
    [...members].every(([name, member]) => {
      const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return own === undefined ? schema.additionalProperties !== false : accepts(own, member);
    })
  );
}

const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6());
const rightData = fc.record({
  user: fc.string(),
  tries: fc.maxSafeInteger(),
  ratio: fc.double({ noNaN: true, noDefaultInfinity: true }),
  open: fc.boolean(),
  since: fc.integer({ min: -8.64e15, max: 8.64e15 }),
  lasted: fc.option(fc.nat()),
  port: fc.nat(65_535),
  address: fc.option(anyAddress),
  method: fc.constantFrom('key' as const, 'code' as const),
  proxy: anyAddress,
});

describe('the JSON Schema of an audit event class', () => {
  const schema: JsonSchema = Everything.jsonSchema();

  it('describes the fields', () => {
    expect(TriesExceeded.jsonSchema()).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'door.tries-exceeded',
      type: 'object',
      properties: {
        address: { title: 'Source address', type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
        failures: { title: 'Failed attempts', type: 'integer' },
        window: { title: 'Time window', type: 'number', minimum: 0, description: 'milliseconds' },
      },
      required: ['address', 'failures', 'window'],
      additionalProperties: false,
    });
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('accepts the data of every event of the class', () => {
    fc.assert(
      fc.property(rightData, (data) => {
        expect(accepts(schema, JSON.parse(JSON.stringify(new Everything(data).data)))).toBe(true);
      }),
    );
  });

  it('refuses what the class refuses', () => {
    const name = fc.constantFrom(...Object.keys(fields), 'extra');
    const value = fc.oneof(
      fc.constantFrom(undefined, null, 'key', -1, 70_000, 0.5),
      fc.boolean(),
      anyAddress,
      fc.string(),
    );
    fc.assert(
      fc.property(rightData, name, value, (data, changed, instead) => {
        const { [changed]: _, ...rest } = data as Record<string, unknown>;
        const other = instead === undefined ? rest : { ...rest, [changed]: instead };
        expect(accepts(schema, other)).toBe(fieldProblems(fields, other).length === 0);
      }),
    );
  });
});
