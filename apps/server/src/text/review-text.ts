import { relative } from 'node:path';
import type { ConfigProblem, ConfigReview } from '@correlator/config';
import { escapeControl } from './escape-control.ts';
import type { Style } from './style.ts';

/** A path as people write it: from the current folder, where it is below that. */
function shownPath(path: string | undefined): string {
  if (path === undefined) return 'correlator.config';
  const below = relative('.', path);
  return below.startsWith('..') ? path : below;
}

function place(file: string, { line, column, override }: ConfigProblem): string {
  if (override !== undefined) return `--set ${override}`;
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function problemLine(problem: ConfigProblem, { file, grave, style }: { file: string; grave: boolean; style: Style }) {
  const { path, message, code } = problem;
  const at = style('bold', escapeControl(place(file, problem)));
  const word = grave ? style('red', 'error') : style('yellow', 'warning');
  const what = escapeControl(path === '' ? message : `${path}: ${message}`);
  return `${at}: ${word}: ${what} ${style('dim', `[${code}]`)}\n`;
}

const counted = (count: number, word: string): string =>
  `${count === 0 ? 'no' : count} ${word}${count === 1 ? '' : 's'}`;

/** What a review found: a line for each problem and each warning, then how many there are. */
export function reviewText({ path, problems, warnings }: ConfigReview, style: Style): string {
  const file = shownPath(path);
  const lines = [
    ...problems.map((problem) => problemLine(problem, { file, grave: true, style })),
    ...warnings.map((problem) => problemLine(problem, { file, grave: false, style })),
  ];
  const sum = `${escapeControl(file)}: ${counted(problems.length, 'error')}, ${counted(warnings.length, 'warning')}\n`;
  return `${lines.join('')}${lines.length === 0 ? '' : '\n'}${sum}`;
}
