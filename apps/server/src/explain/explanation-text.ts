/** Room `explain`: the text of an explanation, line by line. It imports `text`. */

import type { Trace, TraceCandidate, TraceMatch } from '@correlator/core';
import type { Explanation } from '@correlator/core/explain';
import { readingSpans, recordSpans } from './field-spans.ts';
import { paintLine } from './painted-line.ts';
import { legend, quiet, right, strong, wrong } from './part-styles.ts';
import { layOut, type Span, shorten } from './styled-text.ts';

/** Options of the text of explanations. */
export interface ExplanationTextOptions {
  readonly colour: boolean;
  /** The columns of the terminal; `Infinity` if lines must not be broken. */
  readonly width: number;
}

/** The width, in columns, below which margins are narrower. */
const narrow = 60;

/**
 * Returns a function that writes an explanation for people: the line, and below it what it is and why. The first has a
 * legend.
 */
export function createExplanationText({ colour, width }: ExplanationTextOptions) {
  const margin = width < narrow ? 4 : 7;
  const space = ' '.repeat(margin);
  let started = false;
  return (explanation: Explanation, traces: ReadonlyMap<string, Trace>): string => {
    const head = colour && !started ? `${layOut(legend(), { colour, width, indent: 0, first: '' })}\n` : '';
    started = true;
    const { spans, message } = paintLine(explanation, traces);
    const first = `${String(explanation.line).padStart(margin - 2)}  `;
    const rows = rowsOf(explanation, traces, message).map(({ spans: row, depth }) => {
      const before = space + ' '.repeat(depth * 2);
      return layOut(row, { colour, width, indent: before.length + 2, first: before });
    });
    return `${head}${layOut(spans, { colour, width, indent: margin, first, exact: true })}${rows.join('')}\n`;
  };
}

interface Row {
  readonly spans: readonly Span[];
  readonly depth: number;
}

function rowsOf(explanation: Explanation, traces: ReadonlyMap<string, Trace>, message: number | undefined): Row[] {
  const rows: Row[] = [{ spans: firstRow(explanation, message), depth: 0 }];
  const { assumed, record, readings } = explanation;
  if (assumed !== undefined) rows.push({ spans: assumedRow(assumed.program), depth: 0 });
  for (const [name, reading] of readings) {
    const trace = traces.get(name);
    const label = { text: `${name}: `, style: quiet };
    rows.push({ spans: [label, ...readingSpans(reading, trace !== undefined)], depth: 0 });
    for (const spans of trace === undefined ? [] : traceRows(trace, message)) rows.push({ spans, depth: 1 });
  }
  if (record !== undefined && readings.size === 0) rows.push({ spans: unreadRow(record.program), depth: 0 });
  return rows;
}

/** Returns the row of the record, or of the reason why the line is not one. */
function firstRow({ record, error }: Explanation, message: number | undefined): Span[] {
  if (record !== undefined) return [{ text: 'record: ', style: quiet }, ...recordSpans(record, message === undefined)];
  if (error?.reason === 'empty') return [{ text: 'empty: passed over', style: quiet }];
  return [
    { text: 'no record: ', style: wrong },
    { text: error?.reason ?? '', style: strong },
    { text: ` in column ${error?.column}: ${error?.explanation}` },
  ];
}

function assumedRow(program: string): Span[] {
  return [{ text: `taken for a message of ${program} here, as it has no header`, style: quiet }];
}

function unreadRow(program: string): Span[] {
  const whose = program === '' ? 'records without a program' : `records of program ${program}`;
  return [{ text: `no module reads ${whose}`, style: quiet }];
}

/** The most characters that are shown of a form, and of an expected one. */
const mostOfForm = 160;
const mostExpected = 60;

/**
 * Returns a row of spans for the pattern that a message matched, and one for each of the nearest others, with the
 * reason.
 */
export function traceRows({ matched, others }: Trace, message: number | undefined): (readonly Span[])[] {
  const nothing = matched === undefined && others.length === 0;
  return [
    ...(matched === undefined ? [] : [matchedRow(matched)]),
    ...(nothing ? [[{ text: 'no pattern begins like this message', style: quiet }]] : []),
    ...others.map((other) => otherRow(other, why(other, message))),
  ];
}

function matchedRow({ id, form }: TraceMatch): Span[] {
  return [{ text: 'matched ', style: right }, { text: id, style: strong }, { text: `: ${shorten(form, mostOfForm)}` }];
}

function otherRow({ id }: TraceCandidate, reason: string): Span[] {
  return [
    { text: 'not ', style: quiet },
    { text: id, style: strong },
    { text: `: ${reason}`, style: quiet },
  ];
}

function why({ reached, expected, rest }: TraceCandidate, message: number | undefined): string {
  if (expected.length === 0) return 'it matches too, but comes later';
  const wanted = expected.map((form) => (form === '' ? 'the end' : `'${shorten(form.trim(), mostExpected)}'`));
  const list = wanted.join(' or ');
  const place = (at: number) => (message === undefined ? `character ${at} of the message` : `column ${message + at}`);
  if (rest !== undefined) return `from ${place(rest.start + 1)} on all is ${rest.form}, and ${list} does not follow`;
  if (reached === 0) return `expected ${list} at its beginning`;
  return `matched up to ${place(reached)}, then expected ${list}`;
}
