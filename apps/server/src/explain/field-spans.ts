import type { Json, Reading } from '@correlator/core';
import type { LogRecord, StructuredData } from '@correlator/events';
import { facilityNames, severityNames } from '@correlator/syslog';
import { isoTime } from '../text/event-text.ts';
import { quiet, remarkable, strong, styleOfField } from './part-styles.ts';
import { type Span, shorten } from './styled-text.ts';

/** The most characters that are shown of a value. */
const mostCharacters = 200;

/** Returns a name and its value: the name alone for true, nothing for null, false and a count of one. */
export function fieldSpans(name: string, value: Json | undefined): Span[] {
  if (value === null || value === undefined || value === false) return [];
  if (value === 1 && (name === 'count' || name === 'repeat')) return [];
  if (value === true) return [{ text: name, style: quiet }, { text: '  ' }];
  const style = styleOfField(name);
  return [
    { text: `${name} `, style: quiet, whole: true },
    { text: shown(value), ...(style && { style }) },
    { text: '  ' },
  ];
}

/** Returns the text of a value, in quotes if its ends would not be seen otherwise. */
function shown(value: Json): string {
  if (typeof value !== 'string') return shorten(JSON.stringify(value), mostCharacters);
  return shorten(value === '' || /[\s"]/.test(value) ? JSON.stringify(value) : value, mostCharacters);
}

/** Returns the fields of a record, with its message only if `whole` is true. */
export function recordSpans(record: LogRecord, whole: boolean): Span[] {
  const { time, host, program, pid, facility, severity, msgid, repeat } = record;
  return [
    { text: isoTime(time), style: styleOfField('time') },
    { text: '  ' },
    ...fieldSpans('host', host || null),
    ...fieldSpans('program', program || null),
    ...fieldSpans('pid', pid || null),
    ...fieldSpans('facility', facilityNames[facility ?? -1]),
    ...fieldSpans('severity', severityNames[severity ?? -1]),
    ...fieldSpans('msgid', msgid || null),
    ...dataSpans(record.structuredData),
    ...fieldSpans('format', record.format),
    ...namedSpans('fields.', record.fields),
    ...namedSpans('vouched.', record.vouched),
    ...fieldSpans('repeat', repeat),
    ...(whole ? fieldSpans('message', record.message) : []),
  ];
}

function dataSpans(data: StructuredData | undefined): Span[] {
  if (data === undefined) return [];
  return [...data].flatMap(([id, params]) =>
    [...params].flatMap(([name, value]) => fieldSpans(`${id}.${name}`, value)),
  );
}

/** Returns fields by name; whatever their values are, they are shown. */
function namedSpans(prefix: string, fields: object = {}): Span[] {
  return Object.entries(fields).flatMap(([name, value]) => fieldSpans(`${prefix}${name}`, value as Json));
}

/** Returns what a module reads, its kind first; without the pattern if a trace shows it. */
export function readingSpans({ kind, pattern, ...fields }: Reading, traced: boolean): Span[] {
  const spans = Object.entries(fields).flatMap(([name, value]) => fieldSpans(name, value));
  const shownPattern = traced ? [] : fieldSpans('pattern', pattern);
  if (kind === undefined) return [...spans, ...shownPattern];
  return [{ text: `${String(kind)}  `, style: kind === 'unknown' ? remarkable : strong }, ...spans, ...shownPattern];
}
