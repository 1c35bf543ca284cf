import type { OptionProblem } from '@correlator/core';
import { CorrelatorError } from '@correlator/events';
import type { ConfigPlace, LoadedConfig } from './load-config.ts';

/** The code of a problem of a configuration. */
export type ConfigProblemCode =
  | 'API_VERSION_MISMATCH'
  | 'CRITERIA_NEVER_HOLD'
  | 'EVENT_UNDISPATCHED'
  | 'KIND_MISMATCH'
  | 'MANIFEST_INVALID'
  | 'MODULE_CYCLE'
  | 'MODULE_TIMER_PARTITIONED'
  | 'NAME_TAKEN'
  | 'OPTION_INVALID'
  | 'PACKAGE_FAILED'
  | 'PACKAGE_NOT_FOUND';

/** A problem of a configuration, and its place. */
export interface ConfigProblem extends OptionProblem, ConfigPlace {
  /** One of the error codes. */
  readonly code: string;
}

/** A problem as it is found: without its place. */
export interface FoundProblem extends OptionProblem {
  readonly code: ConfigProblemCode;
}

/** Returns the problems of options as problems of a configuration. */
export function optionProblems(problems: readonly OptionProblem[]): FoundProblem[] {
  return problems.map(({ path, message }) => ({ code: 'OPTION_INVALID', path, message }));
}

/** Returns problems with their places. */
export function withPlaces<P extends OptionProblem>(loaded: LoadedConfig, problems: readonly P[]): (P & ConfigPlace)[] {
  return problems.map((problem) => ({ ...problem, ...loaded.placeOf?.(problem.path.split('.')) }));
}

function placeText({ line, column, override }: ConfigPlace): string {
  if (override !== undefined) return `--set ${override}: `;
  return line === undefined ? '' : `line ${line}, column ${column}: `;
}

/**
 * Returns a problem as a line of text, such as `line 7, column 5: modules.sshd.limt: unknown option; did you mean 'limit'?`.
 */
export function problemText(problem: ConfigProblem): string {
  const { path, code, message } = problem;
  const at = path === '' ? '' : `${path}: `;
  return `${placeText(problem)}${at}${message}${code === 'OPTION_INVALID' ? '' : ` (${code})`}`;
}

/** Returns all problems as one `CONFIG_INVALID` error; `details.problems` has them as data. */
export function configError(loaded: LoadedConfig, problems: readonly ConfigProblem[]): CorrelatorError {
  const name = loaded.path ?? 'the configuration';
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const list = problems.map((problem) => `\n  ${problemText(problem)}`).join('');
  return new CorrelatorError('CONFIG_INVALID', `${name} has ${count}:${list}`, {
    details: { path: loaded.path, problems },
  });
}
