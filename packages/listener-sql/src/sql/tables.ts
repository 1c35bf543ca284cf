import type { Event, Fields } from '@correlator/events';
import type { TableRows } from './database.ts';
import { eventInvalid } from './sql-errors.ts';
import { type AuditEventLike, rowOf, type Table, tableOf } from './table.ts';

/** At most so many tables are remembered by their declaration: fields that come out of a store are new objects each time. */
const most = 1_000;

function signatureOf(type: string, fields: Fields): string {
  return JSON.stringify([type, ...Object.entries(fields).map(([name, { kind, nullable }]) => [name, kind, nullable])]);
}

/** The tables of event classes: made once, and remembered. */
export class Tables {
  readonly prefix: string;
  readonly byFields = new WeakMap<Fields, Table>();
  readonly bySignature = new Map<string, Table>();

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Returns the table of an event or an event class: the same object for the same declaration. */
  of(declared: Pick<AuditEventLike, 'type' | 'fields'>): Table {
    const known = this.byFields.get(declared.fields);
    if (known?.type === declared.type) return known;
    const table = this.bySignatureOf(declared);
    this.byFields.set(declared.fields, table);
    return table;
  }

  bySignatureOf(declared: Pick<AuditEventLike, 'type' | 'fields'>): Table {
    const signature = signatureOf(declared.type, declared.fields);
    const known = this.bySignature.get(signature);
    if (known !== undefined) return known;
    if (this.bySignature.size >= most) this.bySignature.clear();
    const table = tableOf(declared, this.prefix);
    this.bySignature.set(signature, table);
    return table;
  }
}

/** Returns the rows of a batch, by table. Throws `SQL_EVENT_INVALID` if no row can be made of an event. */
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
