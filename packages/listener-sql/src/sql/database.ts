import { changesOf, type Dialect, type FoundColumn } from './dialect.ts';
import type { Trouble } from './sql-errors.ts';
import type { AuditEventLike, Row, Table } from './table.ts';

/** Events of one class, and their rows. */
export interface TableRows {
  readonly table: Table;
  readonly events: AuditEventLike[];
  readonly rows: Row[];
}

/** A clash: an event whose id stands in its table already, with other content. */
export interface Clash {
  readonly table: Table;
  readonly event: AuditEventLike;
  /** The columns that differ. */
  readonly columns: readonly string[];
}

/** A database as the listener uses it: one call at a time, each of which may throw what the database says. */
export interface Database {
  /** Its name in messages: never with a password. */
  readonly place: string;
  readonly dialect: Dialect;
  /** Opens it if it is not open, or no longer. Returns whether it did. */
  open(): Promise<boolean>;
  /** Returns the columns of a table; none if there is no such table. */
  describe(table: Table): Promise<readonly FoundColumn[]>;
  /** Runs the statements that `plan` makes of the columns, in one transaction, while nobody else changes tables. */
  alter(table: Table, plan: (found: readonly FoundColumn[]) => readonly string[]): Promise<void>;
  /** Adds those rows whose ids are not there yet, all or none. Those that are there with other content stay as they are. */
  insert(groups: readonly TableRows[], signal: AbortSignal): Promise<readonly Clash[]>;
  /** Makes what is under way fail at once. */
  interrupt(): void;
  /** Returns what is wrong after one of the calls threw. */
  troubleOf(error: unknown): Trouble;
  /** Throws if it could not be opened, as far as that can be told without making anything. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What makes tables, and gives them the columns that they lack, each once. */
export class Preparation {
  readonly database: Database;
  prepared = new WeakSet<Table>();

  constructor(database: Database) {
    this.database = database;
  }

  /** Makes a table ready for rows. Throws `SQL_COLUMN_DIFFERS` if a column of another type is in the way. */
  async prepare(table: Table): Promise<void> {
    if (this.prepared.has(table)) return;
    const plan = (found: readonly FoundColumn[]) => changesOf(table, found, this.database.dialect);
    // Looked at without a lock first: as a rule there is nothing to change.
    if (plan(await this.database.describe(table)).length > 0) await this.database.alter(table, plan);
    this.prepared.add(table);
  }

  /** Looks again at what was prepared. */
  forget(): void {
    this.prepared = new WeakSet();
  }
}
