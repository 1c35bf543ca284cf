import { describe, expect, test } from 'vitest';
import type { SchemaIssue } from '../src/contract/schema.ts';
import { checkOptions, defineModule, optionNames, parseOptions, type StandardSchema, useModule } from '../src/index.ts';
import { Door } from './fixtures.ts';

interface Limits {
  readonly limit: number;
  readonly window: string;
}

const known = ['limit', 'window'];

/** An issue that lists unknown keys, as some libraries have it. */
type Issue = SchemaIssue & { readonly keys?: readonly string[] };

function issuesOf(value: object): Issue[] {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const limit: unknown = Reflect.get(value, 'limit');
  const wrong = { path: [{ key: 'limit' }], message: 'must be 1 or more' };
  return [
    ...(typeof limit === 'number' && limit < 1 ? [wrong] : []),
    ...(unknown.length > 0 ? [{ path: [], message: 'unrecognised', keys: unknown }] : []),
  ];
}

/** A schema as any library might have it. */
const schema: StandardSchema<Limits> = {
  '~standard': {
    version: 1,
    vendor: 'by hand',
    validate(value) {
      const issues = issuesOf(value as object);
      return issues.length > 0 ? { issues } : { value: { limit: 5, window: '10m', ...(value as object) } };
    },
    jsonSchema: { input: () => ({ properties: { limit: {}, window: {} } }) },
  },
};

describe('options', () => {
  test('are completed with their defaults', () => {
    expect(parseOptions(schema, { limit: 3 }, 'modules.door')).toEqual({ limit: 3, window: '10m' });
    expect(optionNames(schema)).toEqual(known);
  });

  test('are wrong with every problem named, and the nearest right name', () => {
    const result = checkOptions(schema, { limit: 0, windwo: '1m', colour: 'red' }, 'modules.door');
    expect(result).toEqual({
      problems: [
        { path: 'modules.door.limit', message: 'must be 1 or more' },
        { path: 'modules.door.windwo', message: "unknown option; did you mean 'window'?" },
        { path: 'modules.door.colour', message: 'unknown option; the options are limit, window' },
      ],
    });
  });

  test('of a module are checked before it is made', () => {
    const door = defineModule({
      name: 'door',
      api: 1,
      summary: '',
      options: schema,
      events: [],
      create: (o) => new Door(o),
    });
    expect(() => useModule(door, { limt: 3 }, 'front')).toThrow(
      expect.objectContaining({
        code: 'OPTIONS_INVALID',
        message: "wrong options:\n  modules.front.limt: unknown option; did you mean 'limit'?",
      }),
    );
    expect(useModule(door, { limit: 3 })).toMatchObject({ name: 'door', events: [] });
  });

  test('are not checked by an asynchronous schema', () => {
    const later: StandardSchema<Limits> = {
      '~standard': { version: 1, vendor: 'by hand', validate: async () => ({ issues: [] }) },
    };
    expect(() => parseOptions(later, {}, 'x')).toThrow(expect.objectContaining({ code: 'SCHEMA_ASYNC' }));
  });
});
