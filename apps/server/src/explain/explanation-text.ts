import type { Trace } from '@correlator/core';
import type { Explanation } from '@correlator/core/explain';
import { readingSpans, recordSpans } from './field-spans.ts';
import { paintLine } from './painted-line.ts';
import { legend, quiet, strong, wrong } from './part-styles.ts';
import { layOut, type Span } from './styled-text.ts';
import { traceRows } from './trace-rows.ts';

/** How explanations are printed. */
export interface ExplanationTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal; `Infinity` where lines are not to be broken. */
  readonly width: number;
}

/** Below this, less is spent on margins. */
const narrow = 60;

/** A function that writes an explanation for people: the line, below it what it is, and why. The first has a legend. */
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

/** The record, or why it is none. */
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
