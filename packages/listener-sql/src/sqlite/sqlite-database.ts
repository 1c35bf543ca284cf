/** Tables and rows in an SQLite file. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@correlator/core';
import { isCorrelatorError } from '@correlator/events';
import type { SQLSettings } from '../options/options.ts';
import type { Clash, Database, TableRows } from '../sql/database.ts';
import type { FoundColumn } from '../sql/dialect.ts';
import { type Trouble, unavailable } from '../sql/sql-errors.ts';
import type { Table } from '../sql/table.ts';
import { SqliteConnection, sqliteTrouble } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { checkSqlitePath } from './sqlite-file.ts';

/** The settings of an SQLite database. */
export interface SqliteSettings extends Pick<SQLSettings, 'synchronous'> {
  /** Its path, absolute. */
  readonly path: string;
  readonly clock: Clock;
}

/** An SQLite file, by Node's own `node:sqlite`. */
export class SqliteDatabase implements Database {
  readonly place: string;
  readonly dialect = sqliteDialect;
  readonly settings: SqliteSettings;
  connection: SqliteConnection | undefined = undefined;

  constructor(settings: SqliteSettings) {
    this.place = settings.path;
    this.settings = settings;
  }

  async open(): Promise<boolean> {
    if ((await this.connection?.isInPlace()) === true) return false;
    await this.close();
    await checkSqlitePath(this.place);
    await mkdir(dirname(this.place), { recursive: true });
    const sqlite = this.openFile({});
    const connection = new SqliteConnection(sqlite, this.place, this.settings.clock);
    try {
      await connection.begin(this.settings.synchronous);
    } catch (error) {
      sqlite.close();
      throw error;
    }
    this.connection = connection;
    return true;
  }

  openFile(options: { readonly readOnly?: boolean }): DatabaseSync {
    const sqlite = process.getBuiltinModule?.('node:sqlite');
    if (sqlite !== undefined) return new sqlite.DatabaseSync(this.place, options);
    const reason = `Node.js ${process.versions.node} has no SQLite`;
    throw unavailable(this.place, { reason, fix: 'use Node.js 22.13 or newer, or PostgreSQL' });
  }

  opened(): SqliteConnection {
    if (this.connection === undefined) throw new TypeError('the file is not open');
    return this.connection;
  }

  async describe(table: Table): Promise<readonly FoundColumn[]> {
    return this.opened().columnsOf(table);
  }

  async alter(table: Table, plan: (found: readonly FoundColumn[]) => readonly string[]): Promise<void> {
    const connection = this.opened();
    await connection.transaction(() => {
      for (const statement of plan(connection.columnsOf(table))) connection.sqlite.exec(statement);
    });
  }

  async insert(groups: readonly TableRows[], signal: AbortSignal): Promise<readonly Clash[]> {
    const connection = this.opened();
    return connection.transaction(() => groups.flatMap((group) => connection.insert(group)), signal);
  }

  /** Does nothing: what takes time is waiting, and that looks at the signal. */
  interrupt(): void {}

  troubleOf(error: unknown): Trouble {
    return sqliteTrouble(error);
  }

  async check(): Promise<void> {
    if (!(await checkSqlitePath(this.place))) return;
    try {
      const sqlite = this.openFile({ readOnly: true });
      try {
        sqlite.exec('PRAGMA schema_version');
      } finally {
        sqlite.close();
      }
    } catch (error) {
      throw isCorrelatorError(error) ? error : unavailable(this.place, this.troubleOf(error), error);
    }
  }

  async close(): Promise<void> {
    this.connection?.sqlite.close();
    this.connection = undefined;
  }
}
