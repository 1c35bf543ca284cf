import { resolve } from 'node:path';
import type { StandardSchema } from '@correlator/core';

/** The parts of a JSON Schema that say where paths are. */
interface PathSchema {
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: PathSchema;
  readonly anyOf?: readonly PathSchema[];
  readonly properties?: Readonly<Record<string, PathSchema>>;
}

/** Options that are paths by their names, whether or not their schema says so. */
const pathNames = new Set(['path', 'paths', 'directory']);

function isWord(value: unknown, schema: PathSchema): boolean {
  return schema.enum?.includes(value) === true || schema.const === value;
}

function isPathSchema(schema: PathSchema | undefined, value: unknown): boolean {
  if (schema?.anyOf?.some((branch) => isWord(value, branch))) return false;
  return schema?.format === 'path' || schema?.anyOf?.some((branch) => isPathSchema(branch, value)) === true;
}

const itemsOf = (schema: PathSchema | undefined): PathSchema | undefined =>
  schema?.items ?? schema?.anyOf?.find(({ items }) => items !== undefined)?.items;

/** Where a path or a URL may stand, such as `postgres://…`: it may hold a password, and is none of ours to show. */
const isUrl = (value: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(value);

function resolved(value: unknown, schema: PathSchema | undefined, at: { name: string; directory: string }): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, itemsOf(schema), at));
  if (isMap(value)) return resolvedMap(value, propertiesOf(schema), at.directory);
  const isPath = pathNames.has(at.name) || isPathSchema(schema, value);
  if (typeof value !== 'string' || !isPath || value === '' || value === '-' || isUrl(value)) return value;
  return resolve(at.directory, value);
}

type Plain = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const propertiesOf = (schema: PathSchema | undefined): PathSchema['properties'] =>
  schema?.properties ?? schema?.anyOf?.find(({ properties }) => properties !== undefined)?.properties;

/** Only what a schema declares: what else is in a map is none of ours. */
function resolvedMap(value: Plain, properties: PathSchema['properties'], directory: string): Plain {
  const entries = Object.entries(value).map(([name, part]) => {
    const schema = properties?.[name];
    return [name, schema === undefined ? part : resolved(part, schema, { name, directory })];
  });
  return Object.fromEntries(entries);
}

/** It takes milliseconds to write one. */
const known = new WeakMap<StandardSchema<unknown>, PathSchema | undefined>();

/** Undefined where the schema has none, or has types that JSON Schema cannot tell: libraries throw then. */
function schemaOf(schema: StandardSchema<unknown>): PathSchema | undefined {
  if (!known.has(schema)) known.set(schema, written(schema));
  return known.get(schema);
}

function written(schema: StandardSchema<unknown>): PathSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) as PathSchema | undefined;
  } catch {
    return undefined;
  }
}

function pathsIn(value: unknown, schema: PathSchema | undefined, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, itemsOf(schema), name));
  const isPath = typeof value === 'string' && (pathNames.has(name) || isPathSchema(schema, value));
  return isPath && !isUrl(value) ? [value] : [];
}

/** The values of those options that are paths. */
export function pathOptions(schema: StandardSchema<unknown>, options: Readonly<Record<string, unknown>>): string[] {
  const shape = schemaOf(schema);
  return Object.entries(options).flatMap(([name, value]) => pathsIn(value, shape?.properties?.[name], name));
}

/** The names of the options that a schema knows; empty where it does not say. */
export function knownOptions(schema: StandardSchema<unknown>): readonly string[] {
  return Object.keys(schemaOf(schema)?.properties ?? {});
}

/**
 * `options` with relative paths made absolute. A path is what the schema declares with `format: 'path'` (in zod:
 * `.meta({ format: 'path' })`), and what is called `path`, `paths` or `directory`. `-`, for standard streams, stays.
 */
export function resolvePaths(
  schema: StandardSchema<unknown>,
  options: Readonly<Record<string, unknown>>,
  directory: string,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(options).map(([name, value]) => [
    name,
    resolved(value, schemaOf(schema)?.properties?.[name], { name, directory }),
  ]);
  return Object.fromEntries(entries);
}
