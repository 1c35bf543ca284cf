import { resolve } from 'node:path';
import { type OptionSchema, optionSchema, type StandardSchema } from '@correlator/core';
import { isPlainObject, type PlainObject } from '../settings/settings.ts';

/** The names of options that are paths, whether or not their schema says so. */
const pathNames = new Set(['path', 'paths', 'directory']);

function isWord(value: unknown, schema: OptionSchema): boolean {
  return schema.enum?.includes(value) === true || schema.const === value;
}

function isPathSchema(schema: OptionSchema | undefined, value: unknown): boolean {
  if (schema?.anyOf?.some((branch) => isWord(value, branch))) return false;
  return schema?.format === 'path' || schema?.anyOf?.some((branch) => isPathSchema(branch, value)) === true;
}

const itemsOf = (schema: OptionSchema | undefined): OptionSchema | undefined =>
  schema?.items ?? schema?.anyOf?.find(({ items }) => items !== undefined)?.items;

/**
 * Returns whether a value is a URL, such as `postgres://…`, where a path may stand too: it may hold a password, and is not
 * shown.
 */
const isUrl = (value: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(value);

function resolved(value: unknown, schema: OptionSchema | undefined, at: { name: string; directory: string }): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, itemsOf(schema), at));
  if (isMap(value)) return resolvedMap(value, propertiesOf(schema), at.directory);
  const isPath = pathNames.has(at.name) || isPathSchema(schema, value);
  if (typeof value !== 'string' || !isPath || value === '' || value === '-' || isUrl(value)) return value;
  return resolve(at.directory, value);
}

/** Returns whether a value is a map that was written as one; an instance of a class stays as it is. */
const isMap = (value: unknown): value is PlainObject =>
  isPlainObject(value) && Object.getPrototypeOf(value) === Object.prototype;

const propertiesOf = (schema: OptionSchema | undefined): OptionSchema['properties'] =>
  schema?.properties ?? schema?.anyOf?.find(({ properties }) => properties !== undefined)?.properties;

/** Resolves the paths in a map, of what its schema declares; all else stays as it is. */
function resolvedMap(value: PlainObject, properties: OptionSchema['properties'], directory: string): PlainObject {
  const entries = Object.entries(value).map(([name, part]) => {
    const schema = properties?.[name];
    return [name, schema === undefined ? part : resolved(part, schema, { name, directory })];
  });
  return Object.fromEntries(entries);
}

function pathsIn(value: unknown, schema: OptionSchema | undefined, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, itemsOf(schema), name));
  const isPath = typeof value === 'string' && (pathNames.has(name) || isPathSchema(schema, value));
  return isPath && !isUrl(value) ? [value] : [];
}

/** Returns the values of those options that are paths. */
export function pathOptions(schema: StandardSchema<unknown>, options: PlainObject): string[] {
  const shape = optionSchema(schema);
  return Object.entries(options).flatMap(([name, value]) => pathsIn(value, shape?.properties?.[name], name));
}

/** Returns the names of the options that a schema knows; empty if it does not say. */
export function knownOptions(schema: StandardSchema<unknown>): readonly string[] {
  return Object.keys(optionSchema(schema)?.properties ?? {});
}

/**
 * Returns `options` with relative paths made absolute. A path is what the schema declares with `format: 'path'` (in zod:
 * `.meta({ format: 'path' })`), and what is called `path`, `paths` or `directory`. `-`, for standard streams, stays.
 */
export function resolvePaths(schema: StandardSchema<unknown>, options: PlainObject, directory: string): PlainObject {
  const entries = Object.entries(options).map(([name, value]) => [
    name,
    resolved(value, optionSchema(schema)?.properties?.[name], { name, directory }),
  ]);
  return Object.fromEntries(entries);
}
