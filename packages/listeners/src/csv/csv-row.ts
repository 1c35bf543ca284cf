import type { AnyAuditEvent, Fields } from '@correlator/events';
import { idCell, textCell, timeCell, valueCell } from './csv-cell.ts';

/** The columns that every file begins with. */
export const commonColumns = ['id', 'time', 'system', 'severity'] as const;

/** The titles of a file's columns: the common ones, then the declared fields in their order. */
export function columnsOf(fields: Fields): string[] {
  return [...commonColumns, ...Object.keys(fields)];
}

/** An audit event's cells, in the order of `columnsOf` its fields. */
export function rowOf(event: AnyAuditEvent): string[] {
  const { id, time, system, severity, fields } = event;
  const data = event.data as Readonly<Record<string, unknown>>;
  const cells = [idCell(id), timeCell(time), textCell(system), severity as string];
  for (const name in fields) cells.push(valueCell(fields[name]?.kind ?? 'text', data[name]));
  return cells;
}
