import { type Event, recordToJSON, type Severity } from '@correlator/events';
import { escapeControl, escapeJsonControl } from './terminal.ts';

const colours: Readonly<Record<Severity, string>> = {
  error: '\x1b[31m',
  warning: '\x1b[33m',
  notice: '\x1b[36m',
  info: '',
};

function padded(severity: Severity, colour: boolean): string {
  const text = severity.padEnd(7);
  return colour && colours[severity] !== '' ? `${colours[severity]}${text}\x1b[0m` : text;
}

/** Returns a function that writes an event as one line for people: time, severity, system, summary. */
export function createEventText({ colour }: { readonly colour: boolean }): (event: Event) => string {
  const severities: Readonly<Record<Severity, string>> = {
    error: padded('error', colour),
    warning: padded('warning', colour),
    notice: padded('notice', colour),
    info: padded('info', colour),
  };
  return ({ time, severity, system, summary }) =>
    `${isoTime(time)} ${severities[severity]} ${escapeControl(system)}: ${escapeControl(summary)}\n`;
}

/** Writes an event as one line of JSON with exactly `id, type, severity, system, time, summary, data, record`. */
export function eventJsonLine(event: Event): string {
  const { id, type, severity, system, summary, data, record } = event;
  const time = isoTime(event.time);
  const shown = record === undefined ? null : recordToJSON(record);
  return `${escapeJsonControl(JSON.stringify({ id, type, severity, system, time, summary, data, record: shown }))}\n`;
}

let lastSecond = Number.NaN;
let lastText = '';

/**
 * Writes a time (ms since 1970 UTC) as ISO 8601; `-` if it is unknown. Neighbours in a log mostly share their second.
 */
export function isoTime(time: number): string {
  const second = Math.floor(time / 1_000);
  if (second !== lastSecond) {
    if (Number.isNaN(time)) return '-';
    lastText = new Date(second * 1_000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  const ms = Math.floor(time - second * 1_000);
  return `${lastText}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
}
