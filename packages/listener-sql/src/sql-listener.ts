import { resolve } from 'node:path';
import {
  accepts,
  type Clock,
  type Criteria,
  type Json,
  type Listener,
  type ListenerContext,
  parseOptions,
} from '@correlator/core';
import { CorrelatorError, type Event, isCorrelatorError } from '@correlator/events';
import { isPostgres, type SQLOptions, type SQLSettings, type SQLSetup, sqlOptions } from './options/options.ts';
import { PostgresDatabase } from './postgres/postgres-database.ts';
import { type Clash, type Database, Preparation } from './sql/database.ts';
import { unavailable, writeFailed } from './sql/sql-errors.ts';
import type { AuditEventLike } from './sql/table.ts';
import { groupRows, Tables } from './sql/tables.ts';
import { SqliteDatabase } from './sqlite/sqlite-database.ts';

/** The parts that a started listener writes with. */
interface Writer {
  readonly context: ListenerContext;
  readonly database: Database;
  readonly tables: Tables;
  readonly preparation: Preparation;
}

/**
 * A listener that writes a row for every audit event, to a table of SQLite or PostgreSQL for each event class:
 * `sshd_session_ended`. Columns: id, time, system, severity, then the declared fields. A batch is written whole or not at all,
 * and an event that comes again makes no second row. Tables are made if they are missing, and get the columns that they lack.
 *
 * @example
 * new SQLListener({ database: 'postgres://correlator@db.example.org/audit' }, { criteria: { types: ['sshd.*'] } });
 */
export class SQLListener implements Listener {
  readonly name: string;
  readonly criteria: Criteria;
  /** Makes the writer. The settings themselves are not here: they may hold a password. */
  readonly createWriter: (context: ListenerContext) => Writer;
  writer: Writer | undefined = undefined;
  /** Resolves when what was begun so far is done. */
  idle: Promise<unknown> = Promise.resolve();

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: SQLOptions = {}, setup: SQLSetup = {}) {
    this.name = setup.name ?? 'sql';
    this.criteria = { ...setup.criteria, audit: true };
    const settings = parseOptions(sqlOptions, options, `listeners.${this.name}`);
    this.createWriter = (context) => createWriter(settings, context);
  }

  /**
   * Opens the database, and makes the tables of the events to come. A PostgreSQL server that cannot be reached is reported,
   * and connected to when there is something to write. Throws `SQL_UNAVAILABLE`, `TLS_FILE_UNREADABLE` or `TLS_INVALID`.
   */
  async start(context: ListenerContext): Promise<void> {
    const writer = this.createWriter(context);
    try {
      await writer.database.open();
      await this.prepareTables(writer);
    } catch (error) {
      await this.startWithout(writer, error);
    }
    this.writer = writer;
  }

  async startWithout({ database, context }: Writer, error: unknown): Promise<void> {
    const trouble = database.troubleOf(error);
    await database.close();
    if (isCorrelatorError(error)) throw error;
    if (!trouble.passing) throw unavailable(database.place, trouble, error);
    const { place } = database;
    const summary = `listener ${this.name} cannot use the database ${place} yet, and tries again with the first events`;
    context.report(`${summary}: ${trouble.reason}; ${trouble.fix}`, { place });
  }

  /** Makes the tables of the classes that run; those whose criteria cannot be told without an event are made as well. */
  async prepareTables({ context, tables, preparation }: Writer): Promise<void> {
    const { where, systems, ...criteria } = this.criteria;
    for (const declared of context.events as readonly (AuditEventLike & { readonly internal?: boolean })[]) {
      if (declared.fields === undefined || declared.internal === true || !accepts(criteria, declared)) continue;
      await preparation.prepare(tables.of(declared)).catch((error) => {
        if (!isCorrelatorError(error)) throw error;
        context.report(
          `listener ${this.name} cannot write events of type ${declared.type}: ${error.message}`,
          error.details,
        );
      });
    }
  }

  handle(event: Event, signal: AbortSignal): Promise<void> {
    return this.handleBatch([event], signal);
  }

  /**
   * Writes all rows or none. An event that is there already with other content is reported, and its row left as it is. Throws
   * `SQL_WRITE_FAILED`, `SQL_COLUMN_DIFFERS` or `SQL_EVENT_INVALID`, and if the place of an SQLite file is gone
   * `SQL_UNAVAILABLE`, for the engine to try again.
   */
  handleBatch(events: readonly Event[], signal: AbortSignal): Promise<void> {
    return this.alone(async () => {
      const writer = this.started();
      signal.throwIfAborted();
      const interrupt = () => writer.database.interrupt();
      signal.addEventListener('abort', interrupt);
      try {
        for (const clash of await write(writer, events, signal)) this.reportClash(writer, clash);
      } catch (error) {
        throw this.failure(writer, error, signal);
      } finally {
        signal.removeEventListener('abort', interrupt);
      }
    });
  }

  failure({ database, preparation }: Writer, error: unknown, signal: AbortSignal): unknown {
    // Somebody may have changed a table, or dropped it.
    preparation.forget();
    if (signal.aborted) return signal.reason;
    return isCorrelatorError(error) ? error : writeFailed(database.place, database.troubleOf(error), error);
  }

  reportClash({ context }: Writer, { table, event: { id, type, data }, columns }: Clash): void {
    const [what, where] = [`an event of type ${type} with id ${id}`, `table ${table.name}`];
    const summary = `listener ${this.name} did not write ${what}: ${where} has a row of that id with other content, which stays as it is (${columns.join(', ')})`;
    context.report(summary, { type, id, table: table.name, columns, data });
  }

  /** Returns when everything handled so far is in the database: its transactions have been committed by then. */
  commit(): Promise<Json> {
    return this.alone(async () => null);
  }

  async stop(): Promise<void> {
    await this.alone(async () => this.writer?.database.close());
    this.writer = undefined;
  }

  started(): Writer {
    if (this.writer === undefined)
      throw new CorrelatorError('LISTENER_NOT_STARTED', `${this.name}: call start() first`);
    return this.writer;
  }

  /** Runs `action` when all before are done: a call that timed out may still be under way. */
  alone<T>(action: () => Promise<T>): Promise<T> {
    const done = this.idle.then(action);
    this.idle = done.catch(() => undefined);
    return done;
  }
}

function createWriter(settings: SQLSettings, context: ListenerContext): Writer {
  const database = createDatabase(settings, context.clock);
  return { context, database, tables: new Tables(settings.prefix), preparation: new Preparation(database) };
}

async function write({ database, tables, preparation }: Writer, events: readonly Event[], signal: AbortSignal) {
  const groups = groupRows(events, tables);
  // It may be another file, or a database that was restored.
  if (await database.open()) preparation.forget();
  for (const { table } of groups) await preparation.prepare(table);
  signal.throwIfAborted();
  return database.insert(groups, signal);
}

/** Makes the database that the options name; it is not opened yet. */
export function createDatabase(settings: SQLSettings, clock: Clock): Database {
  const { database, synchronous } = settings;
  if (isPostgres(database)) return new PostgresDatabase(settings);
  return new SqliteDatabase({ path: resolve(database), synchronous, clock });
}
