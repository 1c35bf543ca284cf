import type { Writable } from 'node:stream';
import type { Listener, StatisticsRequest } from '@correlator/core';
import { type Event, formatValue } from '@correlator/events';
import { createOutput } from './output.ts';
import { escapeControl } from './terminal.ts';

/**
 * Returns the reason why statistics were requested, or undefined if `event` is not statistics. The engine puts it into
 * the origin.
 */
export function statisticsReason(event: Event): StatisticsRequest['reason'] | undefined {
  const cause = event.origin?.cause;
  if (typeof cause !== 'string' || !cause.startsWith('statistics ')) return undefined;
  return cause.split(' ')[1] as StatisticsRequest['reason'];
}

interface Cell {
  readonly text: string;
  readonly isNumber: boolean;
}

function cellOf(value: unknown): Cell {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
  return { text: escapeControl(text === '' ? '-' : text), isNumber: typeof value === 'number' };
}

function cellsOf({ data, fields }: Event): Cell[] {
  return Object.entries(data).map(([name, value]) => {
    const field = fields?.[name];
    return cellOf(field === undefined ? value : formatValue(field.kind, value));
  });
}

function labelsOf({ data, fields }: Event): Cell[] {
  return Object.keys(data).map((name) => ({ text: fields?.[name]?.label ?? name, isNumber: false }));
}

/** The most characters that a column is padded to: one long text must not push everything else to the right. */
const widest = 64;

function width(cells: readonly Cell[]): number {
  return Math.min(widest, Math.max(0, ...cells.map(({ text }) => text.length)));
}

function padded({ text, isNumber }: Cell, to: number): string {
  return isNumber ? text.padStart(to) : text.padEnd(to);
}

/** Writes a line for each field: labels on the left, numbers aligned. */
function fieldLines(event: Event): string {
  const labels = labelsOf(event);
  const values = cellsOf(event);
  const left = width(labels);
  const numbers = width(values.filter(({ isNumber }) => isNumber));
  const lines = labels.map((label, i) => {
    const value = values[i] ?? { text: '', isNumber: false };
    return `  ${padded(label, left)}  ${value.isNumber ? padded(value, numbers) : value.text}\n`;
  });
  return lines.join('');
}

/** Writes a line for each event under a line of labels. */
function eventLines(events: readonly Event[], first: Event): string {
  const rows = events.map(cellsOf);
  const labels = labelsOf(first).map((label, i) => ({ ...label, isNumber: rows[0]?.[i]?.isNumber ?? false }));
  const all = [labels, ...rows];
  const widths = labels.map((_, i) => width(all.flatMap((row) => row[i] ?? [])));
  return all
    .map(
      (row) =>
        `  ${row
          .map((cell, i) => padded(cell, widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function table(events: readonly Event[], first: Event): string {
  const time = Number.isNaN(first.time) ? '' : ` at ${formatValue('time', first.time)}`;
  const lines = events.length === 1 ? fieldLines(first) : eventLines(events, first);
  return `\n${first.type}${time}\n${lines}`;
}

/** Writes statistics events as tables: one for each event, or for several of one type in a row. */
export function statisticsTables(events: readonly Event[]): string {
  const groups: Event[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0]?.type === event.type && last[0].time === event.time) last.push(event);
    else groups.push([event]);
  }
  return groups.map((group) => (group[0] === undefined ? '' : table(group, group[0]))).join('');
}

function isWanted(event: Event): boolean {
  const reason = statisticsReason(event);
  return reason === 'end' || reason === 'request';
}

/**
 * Creates a listener that prints statistics as tables: those at the end and on request. Those of midnight are for other
 * listeners.
 */
export function createStatisticsPrinter(stream: Writable): Listener {
  const output = createOutput(stream, () => {});
  const handleBatch = async (events: readonly Event[]) => output.write(statisticsTables(events));
  return {
    name: 'statistics printer',
    criteria: { where: isWanted },
    durable: false,
    handle: (event) => handleBatch([event]),
    handleBatch,
  };
}
