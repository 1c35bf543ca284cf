/** Tables and rows in PostgreSQL. */
import type { Socket } from 'node:net';
import { isCorrelatorError } from '@correlator/events';
import { placeOf, type SQLSettings } from '../options/options.ts';
import type { Clash, Database, TableRows } from '../sql/database.ts';
import type { Dialect, FoundColumn } from '../sql/dialect.ts';
import { quoteName } from '../sql/names.ts';
import { type Trouble, unavailable } from '../sql/sql-errors.ts';
import type { AuditEventLike, Table } from '../sql/table.ts';
import { connectPostgres, type PostgresConnection } from './postgres-connection.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { rowsAsJson, statementsOf, type TableStatements } from './postgres-statements.ts';
import { postgresTrouble } from './postgres-trouble.ts';

/** The lock of the database that whoever changes tables for Correlator holds: any number that others hardly use. */
const alterLock = 'SELECT pg_advisory_xact_lock(1131377266)';

const columnsOfTable = `
  SELECT attname AS name, format_type(atttypid, NULL) AS type,
    attnotnull AND NOT atthasdef AND attidentity = '' AS required
  FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`;

/** A PostgreSQL server, by one connection, which is made anew after it broke. */
export class PostgresDatabase implements Database {
  readonly place: string;
  readonly dialect: Dialect;
  readonly schema: string | undefined;
  /** Holds the settings, password included, out of sight of whoever shows this object. */
  readonly connect: (made: (socket: Socket) => void) => Promise<PostgresConnection>;
  connection: PostgresConnection | undefined = undefined;
  /** The socket of the connection that is there, or being made. */
  socket: Socket | undefined = undefined;
  readonly statements = new WeakMap<Table, TableStatements>();

  constructor(settings: SQLSettings) {
    this.place = placeOf(settings.database);
    this.schema = settings.schema;
    this.dialect = postgresDialect(settings.schema);
    this.connect = (made) => connectPostgres(settings, made);
  }

  async open(): Promise<boolean> {
    if (this.connection?.isBroken === false) return false;
    await this.close();
    const connection = await this.connect((socket) => {
      this.socket = socket;
    });
    try {
      await this.makeSchema(connection);
    } catch (error) {
      connection.destroy();
      throw error;
    }
    this.connection = connection;
    return true;
  }

  /** Makes the schema if it is missing. Asks first: `IF NOT EXISTS` wants the right to make schemas even if there is one. */
  async makeSchema(connection: PostgresConnection): Promise<void> {
    const { schema } = this;
    if (schema === undefined) return;
    await connection.transaction(async () => {
      await connection.query(alterLock);
      const { rows } = await connection.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
      if (rows.length === 0) await connection.query(`CREATE SCHEMA ${quoteName(schema)}`);
    });
  }

  opened(): PostgresConnection {
    if (this.connection === undefined) throw new TypeError('the database is not open');
    return this.connection;
  }

  async describe(table: Table): Promise<readonly FoundColumn[]> {
    const { rows } = await this.opened().query<FoundColumn>(columnsOfTable, [this.dialect.qualified(table)]);
    return rows;
  }

  async alter(table: Table, plan: (found: readonly FoundColumn[]) => readonly string[]): Promise<void> {
    const connection = this.opened();
    await connection.transaction(async () => {
      // Whoever waits to change a table keeps everybody else from it.
      await connection.query("SET LOCAL lock_timeout = '10s'");
      await connection.query(alterLock);
      for (const statement of plan(await this.describe(table))) await connection.query(statement);
    });
  }

  insert(groups: readonly TableRows[], signal: AbortSignal): Promise<readonly Clash[]> {
    // In the same order everywhere, as are the rows.
    const ordered = groups.toSorted((a, b) => (a.table.name < b.table.name ? -1 : 1));
    return this.opened().transaction(async () => {
      const clashes: Clash[] = [];
      for (const group of ordered) clashes.push(...(await this.insertInto(group)));
      signal.throwIfAborted();
      return clashes;
    });
  }

  async insertInto({ table, events, rows }: TableRows): Promise<readonly Clash[]> {
    const { insert, compare } = this.statementsOf(table);
    const json = rowsAsJson(table, rows);
    const { rowCount } = await this.opened().query(insert, [json]);
    if (rowCount === rows.length) return [];
    const found = await this.opened().query<{ number: number; columns: string[] }>(compare, [json]);
    return found.rows.map(({ number, columns }) => ({ table, event: events[number] as AuditEventLike, columns }));
  }

  statementsOf(table: Table): TableStatements {
    const known = this.statements.get(table);
    if (known !== undefined) return known;
    const made = statementsOf(table, this.dialect);
    this.statements.set(table, made);
    return made;
  }

  interrupt(): void {
    this.connection?.destroy();
    this.socket?.destroy();
  }

  troubleOf(error: unknown): Trouble {
    return postgresTrouble(error);
  }

  async check(): Promise<void> {
    try {
      await (await this.connect(() => {})).end();
    } catch (error) {
      const trouble = this.troubleOf(error);
      if (!trouble.passing) throw isCorrelatorError(error) ? error : unavailable(this.place, trouble, error);
    }
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    this.socket = undefined;
    await connection?.end();
  }
}
