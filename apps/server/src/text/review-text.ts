import { relative } from 'node:path';
import type {
  ConfigProblem,
  ConfigReview,
  WiredDelivery,
  WiredInput,
  WiredListener,
  WiredModule,
  WiredPart,
  Wiring,
} from '@correlator/config';
import { formatDuration } from '@correlator/events';
import { columns, escapeControl, type Style, tie } from './terminal.ts';

/** Returns a path as people write it: relative to the current folder if it is below that. */
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

/** Describes what a review found: a line for each problem and each warning, then their numbers. */
export function reviewText({ path, problems, warnings }: ConfigReview, style: Style): string {
  const file = shownPath(path);
  const lines = [
    ...problems.map((problem) => problemLine(problem, { file, grave: true, style })),
    ...warnings.map((problem) => problemLine(problem, { file, grave: false, style })),
  ];
  const sum = `${escapeControl(file)}: ${counted(problems.length, 'error')}, ${counted(warnings.length, 'warning')}\n`;
  return `${lines.join('')}${lines.length === 0 ? '' : '\n'}${sum}`;
}

type Row = readonly string[];

const named = (name: string, use: string): string => (name === use ? name : `${name} (${use})`);

function inputRows({ name, use, live, paths, remarks }: WiredInput): Row[] {
  const row = [named(name, use), '', [live ? 'as entries arrive' : 'to the end', ...paths].join(', ')];
  return [row, ...remarks.map((remark) => ['', '', remark])];
}

function recordsText({ programs, dividedBy, records }: WiredPart, partitions: number): string[] {
  if (!records) return [];
  const whose = programs === null ? 'every record' : `records of ${programs.join(', ')}`;
  return [partitions > 1 && dividedBy !== null ? `${whose}, divided by ${dividedBy}` : whose];
}

function eventsText({ consumes }: WiredPart): string[] {
  return consumes.map(({ type, from }) => [type, 'of', from.join(', ') || 'nobody'].join(tie));
}

function severityText({ type, severity }: WiredModule['events'][number]): string {
  return severity === 'info' ? type : `${type}${tie}(${severity})`;
}

function moduleRows(module: WiredModule, partitions: number): Row[] {
  const { name, use, parts, events } = module;
  const several = parts.length > 1;
  const reads = parts.map((part): Row => {
    const label = several ? `  ${part.id.slice(name.length + 1) || name}` : named(name, use);
    const sources = [...recordsText(part, partitions), ...eventsText(part)];
    return [label, '<-', sources.join('; ') || 'nothing'];
  });
  const types = events.map(severityText).join(', ');
  return [...(several ? [[named(name, use)]] : []), ...reads, ['', '->', types || 'nothing that it declares']];
}

function deliveryText({ system, types, others }: WiredDelivery): string {
  const all = types.length + others.length;
  if (others.length === 0 && all > 1) return `${system}: all ${all} types`.replaceAll(' ', tie);
  if (others.length === 1 && all > 4) return `${system}: all but ${others[0]}`.replaceAll(' ', tie);
  // A list of the engine's many types would help nobody.
  if (system === 'engine' && types.length > 3) return `engine: ${types.length} of ${all} types`.replaceAll(' ', tie);
  return `${system}:${tie}${types.join(', ')}`;
}

function fullText({ capacity, whenFull, patienceMs, deadLetters }: WiredListener['policy']): string {
  const rest = deadLetters === 'kept' ? 'the rest waits in the store' : 'the oldest are dropped';
  const full = `when ${capacity} events wait,`;
  if (whenFull !== 'wait') return `${full} ${rest}`;
  const then = patienceMs === null ? '' : ` for ${formatDuration(patienceMs)}, then ${rest}`;
  return `${full} inputs wait too${then}`;
}

/** Says what happens if a listener fails, hangs or is slow. */
function policyText(policy: WiredListener['policy']): string {
  const { retries, backoff, timeoutMs, deadLetters } = policy;
  const pauses = `${formatDuration(backoff.firstMs)} to ${formatDuration(backoff.longestMs)}`;
  const tries = `tried again ${retries} times, pauses of ${pauses}, dead letters ${deadLetters}`;
  return [tries, `a call hangs after ${formatDuration(timeoutMs)}`, fullText(policy)].join('; ');
}

function listenerRows({ name, use, events, where, outcomes, policy }: WiredListener): Row[] {
  const given = events.map(deliveryText).join('; ') || 'nothing';
  const row = [named(name, use), '<-', where ? `${given}; where its predicate holds` : given];
  const answers = outcomes.length === 0 ? [] : [['', '->', outcomes.join(', ')]];
  return [row, ...answers, ['', '', `if it fails: ${policyText(policy)}`]];
}

/** Describes a wiring: which inputs read, what modules process and dispatch, and which listeners receive it. */
export function wiringText({ instance, zone, partitions, store, ...rest }: Wiring, style: Style): string {
  const sections: [string, Row[]][] = [
    ['inputs', rest.inputs.flatMap(inputRows)],
    ['modules', rest.modules.flatMap((module) => moduleRows(module, partitions))],
    ['listeners', rest.listeners.flatMap(listenerRows)],
  ];
  const rows = sections.flatMap(([, section]) => section).map((row) => row.map(escapeControl));
  const lengths = sections.map(([, section]) => section.length);
  const lines = alike(rows, lengths);
  const head = `instance ${escapeControl(instance)}, zone ${zone}, ${partitions} partition${partitions === 1 ? '' : 's'}${store === null ? '' : `, store ${escapeControl(store)}`}\n`;
  return head + sections.map(([title], index) => `\n${style('bold', title)}\n${lines[index]}`).join('');
}

/** The most characters that widen the first column: one long name must not push everything else to the right. */
const longestName = 24;

/** Lays out the rows of all sections in the same columns, section by section. */
function alike(rows: readonly Row[], lengths: readonly number[]): string[] {
  const widest = Math.min(longestName, Math.max(0, ...rows.map(([first = '']) => first.length)));
  let from = 0;
  return lengths.map((length) => {
    const section = rows.slice(from, from + length);
    from += length;
    return columns(
      section.map(([first = '', ...others]) => [first.padEnd(widest), ...others]),
      2,
    );
  });
}
