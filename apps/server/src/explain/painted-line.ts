import type { TextPart, Trace } from '@correlator/core';
import { type Explanation, recordParts } from '@correlator/core/explain';
import { quiet, styleOfPart } from './part-styles.ts';
import type { Span } from './styled-text.ts';

/** The most characters that are shown of a line. */
const mostCharacters = 2_000;

/** A line as it was read, in spans. */
export interface PaintedLine {
  readonly spans: readonly Span[];
  /** The index at which the message begins; undefined if it stands there in another form, as in JSON. */
  readonly message: number | undefined;
}

/**
 * Paints the parts of a line: of its header, of its message as the first module found them, and the place where parsing
 * failed.
 */
export function paintLine({ record, assumed, error }: Explanation, traces: ReadonlyMap<string, Trace>): PaintedLine {
  const read = record ?? assumed;
  const raw = read?.raw ?? error?.raw ?? '';
  const { header, message } = read === undefined ? { header: [], message: undefined } : recordParts(read);
  const [trace] = traces.values();
  const inMessage = message === undefined ? [] : (trace?.parts ?? []).map((part) => moved(part, message));
  const failed = error === undefined || read !== undefined ? [] : [failedPart(error.column)];
  return { spans: paint(raw, [...header, ...inMessage, ...failed]), message };
}

function moved({ name, start, end }: TextPart, by: number): TextPart {
  return { name, start: start + by, end: end + by };
}

function failedPart(column: number): TextPart {
  return { name: 'error', start: column - 1, end: column };
}

function paint(raw: string, parts: readonly TextPart[]): Span[] {
  const text = raw.slice(0, mostCharacters);
  const spans: Span[] = [];
  let at = 0;
  for (const { name, start, end } of parts) {
    if (start < at || start >= text.length) continue;
    spans.push({ text: text.slice(at, start) }, { text: text.slice(start, end), style: styleOfPart(name) });
    at = end;
  }
  spans.push({ text: text.slice(at) });
  if (raw.length > text.length) spans.push({ text: `… (${raw.length} characters)`, style: quiet });
  return spans;
}
