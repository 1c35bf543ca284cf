/** Options of components: checked against their schema, every problem named in words. */
import { CorrelatorError, nearestName } from '@correlator/events';
import type { SchemaIssue, StandardSchema } from '../contract/schema.ts';
import { mismatch, optionSchema, schemaAt } from './option-schema.ts';

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

/** What stands for a message that nobody wrote for this option. */
const unwritten = '(unwritten)';

/** What zod offers beside the Standard Schema: a message for every issue that the schema's author wrote none for. */
interface MessageGiver {
  safeParse(value: unknown, params: { error: () => string }): { error?: { issues: readonly SchemaIssue[] } };
}

function givesMessages(schema: object): schema is MessageGiver {
  return 'safeParse' in schema && typeof schema.safeParse === 'function';
}

/** The same issues, with what the library itself has to say left out where it can be told from what the author wrote. */
function writtenIssues<O>(
  schema: StandardSchema<O>,
  value: unknown,
  issues: readonly SchemaIssue[],
): readonly SchemaIssue[] {
  if (schema['~standard'].vendor !== 'zod' || !givesMessages(schema)) return issues;
  return schema.safeParse(value, { error: () => unwritten }).error?.issues ?? issues;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return at;
}

/** Where nobody wrote a message, the schema says what would fit. */
function explained(schema: StandardSchema<unknown>, { message }: SchemaIssue, at: { path: string[]; value: unknown }) {
  if (message !== unwritten) return message;
  return mismatch(schemaAt(optionSchema(schema), at.path) ?? {}, valueAt(at.value, at.path));
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
  const issues = writtenIssues(schema, value, result.issues);
  return { problems: withoutEchoes(issues.flatMap((issue) => problemsOf(schema, issue, { where, value }))) };
}

/** Options checked and completed with their defaults; an `OPTIONS_INVALID` error names every problem. */
export function parseOptions<O>(schema: StandardSchema<O>, value: unknown, where: string): O {
  const result = checkOptions(schema, value, where);
  if ('options' in result) return result.options;
  const list = result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n  ');
  throw new CorrelatorError('OPTIONS_INVALID', `wrong options:\n  ${list}`, { details: { problems: result.problems } });
}
