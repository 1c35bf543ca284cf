import type { StatisticsRequest } from '@correlator/core';
import { type Event, formatValue } from '@correlator/events';
import { escapeControl } from './escape-control.ts';

/** Why statistics were asked for, if `event` is statistics: the engine puts it into the origin of such events. */
export function statisticsReason(event: Event): StatisticsRequest['reason'] | undefined {
  const cause = event.origin?.cause;
  if (typeof cause !== 'string' || !cause.startsWith('statistics ')) return undefined;
  return cause.split(' ')[1] as StatisticsRequest['reason'];
}

function cell(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  return escapeControl(text === '' ? '-' : text);
}

function rowsOf({ data, fields }: Event): (readonly [label: string, value: string, isNumber: boolean])[] {
  return Object.entries(data).map(([name, value]) => {
    const field = fields?.[name];
    const formatted = field === undefined ? value : formatValue(field.kind, value);
    return [field?.label ?? name, cell(formatted), typeof formatted === 'number'];
  });
}

/** The widest a label or a number is padded to: one long text must not push all others to the right. */
const widest = 40;

function width(texts: readonly string[]): number {
  return Math.min(widest, Math.max(0, ...texts.map((text) => text.length)));
}

/** A statistics event as a table: a title, then a line for each field, labels on the left, numbers aligned. */
export function statisticsTable(event: Event): string {
  const rows = rowsOf(event);
  const labels = width(rows.map(([label]) => label));
  const numbers = width(rows.filter(([, , isNumber]) => isNumber).map(([, value]) => value));
  const lines = rows.map(([label, value, isNumber]) => {
    return `  ${label.padEnd(labels)}  ${isNumber ? value.padStart(numbers) : value}\n`;
  });
  const time = Number.isNaN(event.time) ? '' : ` at ${formatValue('time', event.time)}`;
  return `\n${event.type}${time}\n${lines.join('')}`;
}
