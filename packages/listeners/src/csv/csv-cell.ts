import { type AnyAuditEvent, type FieldKind, type Fields, formatValue } from '@correlator/events';
import { escapeCellControls } from '../text/control-characters.ts';

/** Text that a spreadsheet may take for a formula: also behind white space, in wide or small forms, or quotes of ours. */
const formula = /^'*(?:[\t\r\n]|[\s\p{Cf}\p{Z}]*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/u;

/** An event id as the engine makes it. It may start with `-`: no formula can be made of its letters. */
const engineId = /^[\w-]{22}$/;

/** Returns `text` with a quote in front if a spreadsheet would take it for a formula (or for one so quoted). */
export function escapeFormula(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** Returns text as a cell: controls and formulas disarmed. */
export function textCell(text: string): string {
  return escapeFormula(escapeCellControls(text));
}

/** Returns the id of an event as a cell: as it is if the engine made it. */
export function idCell(id: string): string {
  return engineId.test(id) ? id : textCell(id);
}

/** Returns a time as a cell: ISO 8601 in UTC. */
export function timeCell(time: number): string {
  return Number.isNaN(time) ? '' : new Date(time).toISOString();
}

/** Returns a declared field's value as a cell: durations as `5m`, times as ISO 8601, null empty, numbers as they are. */
export function valueCell(kind: FieldKind, value: unknown): string {
  const shown = formatValue(kind, value);
  return typeof shown === 'string' ? textCell(shown) : String(shown);
}

/** The columns that every file begins with. */
export const commonColumns = ['id', 'time', 'system', 'severity'] as const;

/** Returns the titles of a file's columns: the common ones, then the declared fields in their order. */
export function columnsOf(fields: Fields): string[] {
  return [...commonColumns, ...Object.keys(fields)];
}

/** Returns an audit event's cells, in the order of `columnsOf` its fields. */
export function rowOf(event: AnyAuditEvent): string[] {
  const { id, time, system, severity, fields } = event;
  const data = event.data as Readonly<Record<string, unknown>>;
  const cells = [idCell(id), timeCell(time), textCell(system), severity as string];
  for (const name in fields) cells.push(valueCell(fields[name]?.kind ?? 'text', data[name]));
  return cells;
}
