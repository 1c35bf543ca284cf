import type { Event } from '@correlator/events';
import type { TableRows } from './database.ts';
import { eventInvalid } from './sql-errors.ts';
import { rowOf, type Table } from './table.ts';
import type { Tables } from './tables.ts';

/** The rows of a batch, by table. Throws `SQL_EVENT_INVALID` where no row can be made of an event. */
export function groupRows(events: readonly Event[], tables: Tables): readonly TableRows[] {
  const groups = new Map<Table, TableRows>();
  for (const event of events) {
    const { fields } = event;
    if (fields === undefined) throw eventInvalid(event.type, 'it is no audit event');
    const audit = event as Event & { readonly fields: typeof fields };
    const table = tables.of(audit);
    const group = groups.get(table) ?? { table, events: [], rows: [] };
    group.events.push(audit);
    group.rows.push(rowOf(audit));
    groups.set(table, group);
  }
  return [...groups.values()];
}
