/** Options as their schema describes them, in words. */
import { nearestName } from '@correlator/events';
import type { StandardSchema } from '../contract/schema.ts';

/** The part of JSON Schema (draft 2020-12) by which options are described. */
export interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly OptionSchema[];
  readonly items?: OptionSchema;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
}

/** One option, as its schema describes it. */
export interface OptionDescription {
  readonly name: string;
  /** What a right value is, in words, such as `a whole number, 1 or more`. */
  readonly expected: string;
  readonly required: boolean;
  /** Its default, where the schema states one. */
  readonly default?: unknown;
  readonly description?: string;
}

/** Schemas that were written once: it takes milliseconds to write one. */
const known = new WeakMap<StandardSchema<unknown>, OptionSchema | undefined>();

/** Returns the JSON Schema of options; undefined where the schema has none, or has types that JSON Schema cannot describe. */
export function optionSchema(schema: StandardSchema<unknown>): OptionSchema | undefined {
  if (!known.has(schema)) known.set(schema, writtenSchema(schema));
  return known.get(schema);
}

/** Libraries throw where they cannot write a schema. */
function writtenSchema(schema: StandardSchema<unknown>): OptionSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) as OptionSchema | undefined;
  } catch {
    return undefined;
  }
}

/** The options that a schema knows, in its order; undefined where it does not say. Those within one are `outer.inner`. */
export function describeOptions(schema: StandardSchema<unknown>): readonly OptionDescription[] | undefined {
  const described = optionSchema(schema);
  return described?.properties === undefined ? undefined : describeProperties(described, '');
}

function describeProperties({ properties = {}, required = [] }: OptionSchema, prefix: string): OptionDescription[] {
  return Object.entries(properties).flatMap(([key, option]) =>
    option.properties === undefined
      ? [describeOption(option, `${prefix}${key}`, required.includes(key))]
      : describeProperties(option, `${prefix}${key}.`),
  );
}

function describeOption(option: OptionSchema, name: string, required: boolean): OptionDescription {
  return {
    name,
    expected: expectedOf(option),
    required,
    ...('default' in option && { default: option.default }),
    ...(option.description !== undefined && { description: option.description }),
  };
}

/** The schema of what stands at `path`, as far as it says. */
export function schemaAt(schema: OptionSchema | undefined, path: readonly string[]): OptionSchema | undefined {
  let at = schema;
  for (const key of path) {
    const branches: readonly OptionSchema[] = at === undefined ? [] : [at, ...(at.anyOf ?? [])];
    const inside = branches.map(
      ({ properties, items }) => properties?.[key] ?? (/^\d+$/.test(key) ? items : undefined),
    );
    at = inside.find((found) => found !== undefined);
  }
  return at;
}

/** What options of these formats are; `path`s are taken from the configuration's folder. */
const formats: Readonly<Record<string, string>> = {
  path: 'a path',
  'time-span': 'a duration such as 30s, 5m or 1h30m',
  'time-zone': 'a time zone such as Europe/Prague',
  size: 'a size such as 100MB',
};

/** What a right value is, in words. */
export function expectedOf(schema: OptionSchema): string {
  const { format, enum: words, anyOf, type } = schema;
  const known = format === undefined ? undefined : formats[format];
  if (known !== undefined) return known;
  if (words !== undefined) return words.length === 1 ? `'${words[0]}'` : `one of ${words.join(', ')}`;
  if (schema.const !== undefined) return `'${schema.const}'`;
  if (anyOf !== undefined) return [...new Set(anyOf.map(expectedOf))].join(' or ');
  if (Array.isArray(type)) return type.map((one: string) => expectedOf({ ...schema, type: one })).join(' or ');
  return typeWords(schema);
}

function typeWords(schema: OptionSchema): string {
  const { type, items, properties } = schema;
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return `a whole number${bounds(schema)}`;
  if (type === 'number') return `a number${bounds(schema)}`;
  if (type === 'array') return items === undefined ? 'a list' : `a list ${itemWords(expectedOf(items))}`;
  if (type === 'object') return properties === undefined ? 'a map' : `a map of ${Object.keys(properties).join(', ')}`;
  return type === 'string' ? 'a string' : 'a value';
}

/** `of paths`, or `in which each is one of a, b`. */
function itemWords(expected: string): string {
  const noun = /^a (path|string|number|map|whole number)$/.exec(expected)?.[1];
  return noun === undefined ? `in which each is ${expected}` : `of ${noun}s`;
}

function bounds({ minimum, maximum }: OptionSchema): string {
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return `, ${least} or more`;
  return most === undefined ? '' : `, ${most} or less`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' && value !== null ? 'a map' : String(value);
}

function wordsOf({ enum: words = [], anyOf = [] }: OptionSchema): readonly string[] {
  return [...words.map(String), ...anyOf.flatMap(wordsOf)];
}

/** What is wrong with a value that does not fit its schema, and what is expected. */
export function mismatch(schema: OptionSchema, value: unknown): string {
  const expected = expectedOf(schema);
  if (value === undefined) return `is missing; give ${expected}`;
  const near = typeof value === 'string' ? nearestName(value, wordsOf(schema)) : undefined;
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return `must be ${expected}, not ${shown(value)}${hint}`;
}
