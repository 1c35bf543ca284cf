import { CorrelatorError, nearestName } from '@correlator/events';
import { mismatch, optionSchema, schemaAt } from './option-schema.ts';

/** One problem that a Standard Schema found. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

type SchemaResult<O> = { readonly value: O; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** The part of the Standard Schema interface (version 1) that Correlator uses: zod, valibot, arktype and others have it. */
export interface StandardSchema<O> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): SchemaResult<O> | Promise<SchemaResult<O>>;
    readonly jsonSchema?: { input(options: { target: string }): Record<string, unknown> };
  };
}

/** One problem of some options: where, and what. */
export interface OptionProblem {
  /** Such as `modules.sshd.limit`. */
  readonly path: string;
  readonly message: string;
}

/** The names of the options that `schema` knows at `path`; empty where the schema does not say. */
export function optionNames(schema: StandardSchema<unknown>, path: readonly string[] = []): string[] {
  return Object.keys(schemaAt(optionSchema(schema), path)?.properties ?? {});
}

function keysOf(issue: SchemaIssue): string[] {
  return (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
}

function unknownKeys(issue: SchemaIssue): readonly string[] {
  return 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.map(String) : [];
}

/** A problem, and the option that an unknown one was most likely meant to be. */
interface Finding extends OptionProblem {
  readonly meant?: string | undefined;
  readonly missing?: boolean;
}

function unknownOption(schema: StandardSchema<unknown>, path: readonly string[], key: string, where: string): Finding {
  const known = optionNames(schema, path);
  const near = nearestName(key, known);
  const hint = near === undefined ? `the options are ${known.join(', ') || 'none'}` : `did you mean '${near}'?`;
  const at = (name: string) => [where, ...path, name].filter(Boolean).join('.');
  return { path: at(key), message: `unknown option; ${hint}`, meant: near === undefined ? undefined : at(near) };
}

/** How libraries begin messages that nobody wrote for this option. */
const unwritten = /^(?:Invalid (?:input|option|type|string)|Too (?:small|big))\b/;

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return at;
}

/** Where the library only says that a value does not fit, the schema says what would. */
function explained(schema: StandardSchema<unknown>, { message }: SchemaIssue, at: { path: string[]; value: unknown }) {
  if (!unwritten.test(message)) return message;
  const expected = schemaAt(optionSchema(schema), at.path);
  return expected === undefined ? message : mismatch(expected, valueAt(at.value, at.path));
}

function problemsOf(
  schema: StandardSchema<unknown>,
  issue: SchemaIssue,
  at: { readonly where: string; readonly value: unknown },
): Finding[] {
  const path = keysOf(issue);
  const unknown = unknownKeys(issue);
  if (unknown.length > 0) return unknown.map((key) => unknownOption(schema, path, key, at.where));
  const message = explained(schema, issue, { path, value: at.value });
  const missing = valueAt(at.value, path) === undefined;
  return [{ path: [at.where, ...path].filter(Boolean).join('.'), message, missing }];
}

/** What is missing because it is misspelt is told once. */
function withoutEchoes(findings: readonly Finding[]): OptionProblem[] {
  const meant = new Set(findings.map((finding) => finding.meant));
  const told = findings.filter(({ path, missing }) => !(missing === true && meant.has(path)));
  return told.map(({ path, message }) => ({ path, message }));
}

/** Options checked and completed with their defaults, or every problem at once. */
export function checkOptions<O>(
  schema: StandardSchema<O>,
  value: unknown,
  where: string,
): { readonly options: O } | { readonly problems: readonly OptionProblem[] } {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) {
    throw new CorrelatorError('SCHEMA_ASYNC', `${where}: its options schema is asynchronous; give a synchronous one`);
  }
  if (result.issues === undefined) return { options: result.value };
  return { problems: withoutEchoes(result.issues.flatMap((issue) => problemsOf(schema, issue, { where, value }))) };
}

/** Options checked and completed with their defaults; an `OPTIONS_INVALID` error names every problem. */
export function parseOptions<O>(schema: StandardSchema<O>, value: unknown, where: string): O {
  const result = checkOptions(schema, value, where);
  if ('options' in result) return result.options;
  const list = result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n  ');
  throw new CorrelatorError('OPTIONS_INVALID', `wrong options:\n  ${list}`, { details: { problems: result.problems } });
}
