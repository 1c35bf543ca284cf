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

function resolved(value: unknown, schema: PathSchema | undefined, at: { name: string; directory: string }): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, itemsOf(schema), at));
  const isPath = pathNames.has(at.name) || isPathSchema(schema, value);
  if (typeof value !== 'string' || !isPath || value === '' || value === '-') return value;
  return resolve(at.directory, value);
}

/** Undefined where the schema has none, or has types that JSON Schema cannot tell: libraries throw then. */
function schemaOf(schema: StandardSchema<unknown>): PathSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) as PathSchema | undefined;
  } catch {
    return undefined;
  }
}

function pathsIn(value: unknown, schema: PathSchema | undefined, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, itemsOf(schema), name));
  return typeof value === 'string' && (pathNames.has(name) || isPathSchema(schema, value)) ? [value] : [];
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
  const shape = schemaOf(schema);
  const entries = Object.entries(options).map(([name, value]) => [
    name,
    resolved(value, shape?.properties?.[name], { name, directory }),
  ]);
  return Object.fromEntries(entries);
}
