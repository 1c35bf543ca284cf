import { describe, expect, test } from 'vitest';
import { checkOptions, describeOptions, type StandardSchema } from '../src/index.ts';

/** A schema of one option, as zod has it: asked so, it says of which issues nobody wrote a message. */
function schemaOf(option: object, issue: { message?: string; path?: string[] } = { path: ['it'] }) {
  const issues = (otherwise: string) => [{ message: otherwise, ...issue }];
  const schema: StandardSchema<unknown> & { safeParse: object } = {
    '~standard': {
      version: 1,
      vendor: 'zod',
      validate: () => ({ issues: issues('Invalid input') }),
      jsonSchema: { input: () => ({ properties: { it: option }, required: [] }) },
    },
    safeParse: (_: unknown, { error }: { error: () => string }) => ({ error: { issues: issues(error()) } }),
  };
  return schema;
}

function problemOf(option: object, value: unknown, issue?: { message?: string; path?: string[] }): string | undefined {
  const result = checkOptions(schemaOf(option, issue), { it: value }, '');
  return 'problems' in result ? result.problems[0]?.message : undefined;
}

describe('what a right value is, is said in words', () => {
  test.each<[object, string]>([
    [{ type: 'boolean' }, 'true or false'],
    [{ type: 'string' }, 'a string'],
    [{ type: 'string', format: 'path' }, 'a path'],
    [{ type: 'string', format: 'time-span' }, 'a duration such as 30s, 5m or 1h30m'],
    [{ type: ['string', 'number'], format: 'size' }, 'a size such as 100MB'],
    [{ type: 'string', format: 'time-zone' }, 'a time zone such as Europe/Prague'],
    [{ type: 'string', format: 'email' }, 'a string'],
    [{ type: 'string', enum: ['day', 'never'] }, 'one of day, never'],
    [{ const: 'all' }, "'all'"],
    [{ type: 'integer', minimum: 1, maximum: 5 }, 'a whole number from 1 to 5'],
    [{ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, 'a whole number, 1 or more'],
    [{ type: 'number', maximum: 5 }, 'a number, 5 or less'],
    [{ type: 'number' }, 'a number'],
    [{ type: ['string', 'number'] }, 'a string or a number'],
    [{ type: 'array', items: { type: 'string' } }, 'a list of strings'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, 'a list in which each is one of a, b'],
    [{ type: 'array' }, 'a list'],
    [{ anyOf: [{ type: 'object', properties: { host: {}, port: {} } }] }, 'a map of host, port'],
    [{ type: 'object' }, 'a map'],
    [{ anyOf: [{ format: 'path' }, { type: 'array', items: { format: 'path' } }] }, 'a path or a list of paths'],
    [{}, 'a value'],
  ])('%j: %s', (option, expected) => {
    expect(describeOptions(schemaOf(option))).toMatchObject([{ name: 'it', expected, required: false }]);
  });

  test('with defaults and descriptions, where there are any', () => {
    const described = describeOptions(schemaOf({ type: 'boolean', default: false, description: 'Waits' }));
    expect(described).toEqual([
      { name: 'it', expected: 'true or false', required: false, default: false, description: 'Waits' },
    ]);
  });

  test('and those within one by their path', () => {
    const schema = schemaOf({
      type: 'object',
      default: {},
      properties: { port: { type: 'number' } },
      required: ['port'],
    });
    expect(describeOptions(schema)).toEqual([{ name: 'it.port', expected: 'a number', required: true }]);
  });

  test('unless the schema does not say', () => {
    const silent = {
      '~standard': { version: 1, vendor: 'by hand', validate: (value: unknown) => ({ value }) },
    } as const;
    const throwing = {
      '~standard': {
        ...silent['~standard'],
        jsonSchema: {
          input: () => {
            throw new Error('cannot be told in JSON Schema');
          },
        },
      },
    };
    expect(describeOptions(silent)).toBeUndefined();
    expect(describeOptions(throwing)).toBeUndefined();
  });
});

describe('a wrong value is named with what is expected', () => {
  test.each<[object, unknown, string]>([
    [{ type: 'integer', minimum: 1 }, 'many', "must be a whole number, 1 or more, not 'many'"],
    [{ type: 'integer' }, [1], 'must be a whole number, not a list'],
    [{ type: 'integer' }, [], 'must be a whole number, not an empty list'],
    [{ type: 'boolean' }, { a: 1 }, 'must be true or false, not a map'],
    [{ type: 'boolean' }, null, 'must be true or false, not null'],
    [{ enum: ['rfc3164', 'iso'] }, 'rfc3146', "must be one of rfc3164, iso, not 'rfc3146'; did you mean 'rfc3164'?"],
    [
      { anyOf: [{ enum: ['stdout'] }, { type: 'number' }] },
      'sdtout',
      "must be 'stdout' or a number, not 'sdtout'; did you mean 'stdout'?",
    ],
    [{ type: 'string', format: 'path' }, undefined, 'is missing; give a path'],
    [{ type: 'boolean' }, 'x'.repeat(50), `must be true or false, not '${'x'.repeat(40)}…'`],
  ])('%j, given %j', (option, value, message) => {
    expect(problemOf(option, value)).toBe(message);
  });

  test('also inside lists and maps', () => {
    const list = { type: 'array', items: { type: 'integer' } };
    expect(problemOf(list, [1, 'x'], { path: ['it', '1'] })).toBe("must be a whole number, not 'x'");
    const map = { anyOf: [{ type: 'boolean' }, { type: 'object', properties: { port: { type: 'integer' } } }] };
    expect(problemOf(map, { port: 'x' }, { path: ['it', 'port'] })).toBe("must be a whole number, not 'x'");
  });

  test("unless the option's author wrote what to say", () => {
    expect(problemOf({ type: 'string' }, 5, { message: 'give a user', path: ['it'] })).toBe('give a user');
  });

  test('or where the library cannot be asked which messages were written: then it says what the library says', () => {
    const { '~standard': standard } = schemaOf({ type: 'string' });
    const other = { '~standard': { ...standard, vendor: 'other' } };
    expect(checkOptions(other, { it: 5 }, 'a')).toEqual({ problems: [{ path: 'a.it', message: 'Invalid input' }] });
  });

  test('and not twice where it is misspelt', () => {
    const schema = schemaOf({ type: 'string' });
    const issues = [
      { message: 'Invalid input', path: ['it'] },
      { message: 'unknown', keys: ['ti'] },
      { message: 'unknown', keys: ['other'] },
    ];
    const wrong = { '~standard': { ...schema['~standard'], validate: () => ({ issues }) } };
    expect(checkOptions(wrong, { ti: 'x', other: 1 }, 'modules.a')).toEqual({
      problems: [
        { path: 'modules.a.ti', message: "unknown option; did you mean 'it'?" },
        { path: 'modules.a.other', message: 'unknown option; the options are it' },
      ],
    });
  });
});
