import type { Trace, TraceCandidate, TraceMatch } from '@correlator/core';
import { quiet, right, strong } from './part-styles.ts';
import { type Span, shorten } from './styled-text.ts';

/** Shown at most of a form, and of what was expected. */
const mostOfForm = 160;
const mostExpected = 60;

/** The pattern that a message matched, and why the nearest others did not: a row of spans for each. */
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
