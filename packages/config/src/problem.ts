import type { OptionProblem } from '@correlator/core';
import { CorrelatorError } from '@correlator/events';
import type { LoadedConfig } from './load-config.ts';

/** What may be wrong with a configuration. */
export type ConfigProblemCode =
  | 'API_VERSION_MISMATCH'
  | 'KIND_MISMATCH'
  | 'MANIFEST_INVALID'
  | 'OPTION_INVALID'
  | 'PACKAGE_FAILED'
  | 'PACKAGE_NOT_FOUND';

/** One problem of a configuration: where, and what. */
export interface ConfigProblem extends OptionProblem {
  readonly code: ConfigProblemCode;
  /** The line of the file, from 1, where that is known (YAML and JSON). */
  readonly line?: number;
}

/** Problems as they are found: without lines. */
export type FoundProblem = Omit<ConfigProblem, 'line'>;

/** The problems of options as problems of a configuration. */
export function optionProblems(problems: readonly OptionProblem[]): FoundProblem[] {
  return problems.map(({ path, message }) => ({ code: 'OPTION_INVALID', path, message }));
}

/** Problems with the lines that they are on. */
export function withLines(loaded: LoadedConfig, problems: readonly FoundProblem[]): ConfigProblem[] {
  return problems.map((problem) => {
    const line = loaded.lineOf?.(problem.path.split('.'));
    return line === undefined ? problem : { ...problem, line };
  });
}

/** A problem as a line of text, such as `line 7: modules.sshd.limt: unknown option; did you mean 'limit'?`. */
export function problemText({ line, path, code, message }: ConfigProblem): string {
  const place = line === undefined ? '' : `line ${line}: `;
  const at = path === '' ? '' : `${path}: `;
  return `${place}${at}${message}${code === 'OPTION_INVALID' ? '' : ` (${code})`}`;
}

/** All problems as one `CONFIG_INVALID` error; `details.problems` has them as data. */
export function configError(loaded: LoadedConfig, problems: readonly ConfigProblem[]): CorrelatorError {
  const name = loaded.path ?? 'the configuration';
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const list = problems.map((problem) => `\n  ${problemText(problem)}`).join('');
  return new CorrelatorError('CONFIG_INVALID', `${name} has ${count}:${list}`, {
    details: { path: loaded.path, problems },
  });
}
