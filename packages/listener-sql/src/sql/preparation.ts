import type { Database } from './database.ts';
import { changesOf, type FoundColumn } from './dialect.ts';
import type { Table } from './table.ts';

/** Makes tables, and gives them the columns that they lack, each once. */
export class Preparation {
  readonly database: Database;
  prepared = new WeakSet<Table>();

  constructor(database: Database) {
    this.database = database;
  }

  /** Throws `SQL_COLUMN_DIFFERS` where a column of another type is in the way. */
  async prepare(table: Table): Promise<void> {
    if (this.prepared.has(table)) return;
    const plan = (found: readonly FoundColumn[]) => changesOf(table, found, this.database.dialect);
    // Looked at without a lock first: as a rule there is nothing to change.
    if (plan(await this.database.describe(table)).length > 0) await this.database.alter(table, plan);
    this.prepared.add(table);
  }

  /** What was prepared is looked at again. */
  forget(): void {
    this.prepared = new WeakSet();
  }
}
