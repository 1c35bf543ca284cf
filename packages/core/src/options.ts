import { CorrelatorError, nearestName } from '@correlator/events';

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

type ObjectSchema = { readonly properties?: Readonly<Record<string, ObjectSchema>> };

/** The names of the options that `schema` knows at `path`; empty where the schema does not say. */
export function optionNames(schema: StandardSchema<unknown>, path: readonly string[] = []): string[] {
  let at = objectSchema(schema);
  for (const key of path) at = at?.properties?.[key];
  return Object.keys(at?.properties ?? {});
}

/** Some schemas cannot be written as JSON Schema, and say so by throwing. */
function objectSchema(schema: StandardSchema<unknown>): ObjectSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) as ObjectSchema | undefined;
  } catch {
    return undefined;
  }
}

function keysOf(issue: SchemaIssue): string[] {
  return (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
}

function unknownKeys(issue: SchemaIssue): readonly string[] {
  return 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.map(String) : [];
}

function unknownOption(
  schema: StandardSchema<unknown>,
  path: readonly string[],
  key: string,
  where: string,
): OptionProblem {
  const known = optionNames(schema, path);
  const near = nearestName(key, known);
  const hint = near === undefined ? `the options are ${known.join(', ') || 'none'}` : `did you mean '${near}'?`;
  return { path: [where, ...path, key].filter(Boolean).join('.'), message: `unknown option; ${hint}` };
}

function problemsOf(schema: StandardSchema<unknown>, issue: SchemaIssue, where: string): OptionProblem[] {
  const path = keysOf(issue);
  const unknown = unknownKeys(issue);
  if (unknown.length > 0) return unknown.map((key) => unknownOption(schema, path, key, where));
  return [{ path: [where, ...path].filter(Boolean).join('.'), message: issue.message }];
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
  return { problems: result.issues.flatMap((issue) => problemsOf(schema, issue, where)) };
}

/** Options checked and completed with their defaults; an `OPTIONS_INVALID` error names every problem. */
export function parseOptions<O>(schema: StandardSchema<O>, value: unknown, where: string): O {
  const result = checkOptions(schema, value, where);
  if ('options' in result) return result.options;
  const list = result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n  ');
  throw new CorrelatorError('OPTIONS_INVALID', `wrong options:\n  ${list}`, { details: { problems: result.problems } });
}
