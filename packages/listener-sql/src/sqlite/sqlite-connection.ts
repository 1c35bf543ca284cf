import { stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@correlator/core';
import type { Clash, TableRows } from '../sql/database.ts';
import type { FoundColumn } from '../sql/dialect.ts';
import { reasonOf, type Trouble } from '../sql/sql-errors.ts';
import type { Table } from '../sql/table.ts';
import { insertRows, prepareStatements, type TableStatements } from './sqlite-dialect.ts';

/**
 * The pause between tries, in milliseconds, and how many there are: another process may be writing, and nothing is blocked
 * meanwhile.
 */
const [pauseMs, tries] = [20, 500];

async function identityOf(path: string): Promise<string> {
  return stat(path).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => '',
  );
}

/** An SQLite file that is open. It answers at once, so that a transaction never stays open. */
export class SqliteConnection {
  readonly sqlite: DatabaseSync;
  readonly path: string;
  readonly clock: Clock;
  readonly statements = new WeakMap<Table, TableStatements>();
  /** The identity of the file that is open: device and inode. */
  identity = '';
  isBroken = false;

  constructor(sqlite: DatabaseSync, path: string, clock: Clock) {
    this.sqlite = sqlite;
    this.path = path;
    this.clock = clock;
  }

  /** Makes it ready to be written. */
  async begin(synchronous: 'full' | 'normal' | 'off'): Promise<void> {
    await this.whenFree(() => this.sqlite.exec('PRAGMA journal_mode = WAL'));
    this.sqlite.exec(`PRAGMA synchronous = ${synchronous}`);
    await this.transaction(() => {});
    this.identity = await identityOf(this.path);
  }

  /**
   * Returns whether the file is where it was: if somebody removed or replaced it, rows would vanish in a file without a name.
   */
  async isInPlace(): Promise<boolean> {
    return !this.isBroken && this.identity === (await identityOf(this.path));
  }

  columnsOf(table: Table): readonly FoundColumn[] {
    const rows = this.sqlite.prepare('SELECT lower(name) AS name, upper(type) AS type FROM pragma_table_info(?)');
    return rows.all(table.name).map(({ name, type }) => ({ name: String(name), type: String(type), required: false }));
  }

  insert(rows: TableRows): readonly Clash[] {
    const statements = this.statements.get(rows.table) ?? prepareStatements(this.sqlite, rows.table);
    this.statements.set(rows.table, statements);
    return insertRows(statements, rows);
  }

  async transaction<T>(action: () => T, signal?: AbortSignal): Promise<T> {
    await this.whenFree(() => this.sqlite.exec('BEGIN IMMEDIATE'), signal);
    try {
      const result = action();
      this.sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  /** Rolls back. SQLite may have done so itself, as on a full disk; its state is not guessed at then: it is opened anew. */
  rollBack(): void {
    try {
      this.sqlite.exec('ROLLBACK');
    } catch {
      this.isBroken = true;
    }
  }

  /** Runs `action` when no other process writes. */
  async whenFree(action: () => void, signal?: AbortSignal): Promise<void> {
    for (let left = tries; ; left--) {
      signal?.throwIfAborted();
      try {
        return action();
      } catch (error) {
        if (left === 0 || !isBusy(error)) throw error;
      }
      await new Promise<void>((resolve) => this.clock.after(pauseMs, resolve));
    }
  }
}

/** The primary result codes of SQLite: others write; the disk fails, or is full. */
const [busy, locked, failing, full] = [5, 6, 10, 13];

function resultCode(error: unknown): number {
  return ((error as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff;
}

/** Returns whether another connection is writing. */
export function isBusy(error: unknown): boolean {
  return [busy, locked].includes(resultCode(error));
}

function fixOf(error: unknown): string {
  if (isBusy(error)) return 'end the other program that writes to it for so long';
  return resultCode(error) === full ? 'make room' : "mend what that names, or correct the option 'database'";
}

/** Returns what is wrong after SQLite failed. */
export function sqliteTrouble(error: unknown): Trouble {
  const passing = isBusy(error) || [failing, full].includes(resultCode(error));
  return { reason: reasonOf(error), fix: fixOf(error), passing };
}
