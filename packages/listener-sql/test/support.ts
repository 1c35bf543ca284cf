import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ListenerContext, systemClock } from '@correlator/core';
import type { Event, FieldKind } from '@correlator/events';
import { Client, type ClientConfig } from 'pg';
import { describe, onTestFinished } from 'vitest';
import { SQLListener, type SQLOptions, type SQLSetup } from '../src/index.ts';
import { columnName } from '../src/sql/names.ts';

export const never: AbortSignal = new AbortController().signal;

/** 24 November 2026, 10:00 UTC. */
export const ten = Date.UTC(2026, 10, 24, 10);

/** The server that the tests use; each makes a schema of its own there. */
export const serverUrl = process.env.CORRELATOR_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/test';

/** A connection that is closed after the test. */
export async function connect(config: ClientConfig = {}): Promise<Client> {
  const client = new Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000, ...config });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function isServerThere(): Promise<boolean> {
  return connect().then(
    (client) => client.end().then(() => true),
    () => false,
  );
}

export const hasServer = await isServerThere();

const { host } = new URL(serverUrl);

/** Tests that need PostgreSQL: where there is none, their name says that they are skipped. */
export function describePostgres(name: string, tests: () => void): void {
  describe.skipIf(!hasServer)(`${name}${hasServer ? '' : ` (skipped: no PostgreSQL at ${host})`}`, tests);
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'correlator-sql-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A name that no other test has. */
export function uniqueName(): string {
  return `t_${randomBytes(6).toString('hex')}`;
}

/** Fields by name, and their kinds. */
export type Kinds = Readonly<Record<string, FieldKind>>;

/** A database for one test, and what is in it. */
export interface Place {
  readonly options: SQLOptions;
  run(sql: string): Promise<Record<string, unknown>[]>;
  /** The rows of a table by id, as data: times in milliseconds, booleans as such. */
  rows(table: string, kinds?: Kinds): Promise<Record<string, unknown>[]>;
}

const common: Kinds = { id: 'text', time: 'time', system: 'text', severity: 'text' };

function sqlitePlace(): Place {
  const path = join(temporaryFolder(), 'audit.db');
  const run = async (sql: string) => {
    const database = new DatabaseSync(path);
    const rows = database.prepare(sql).all();
    database.close();
    return rows.map((row) => ({ ...row }));
  };
  const value = (kind: FieldKind, found: unknown) => {
    if (found === null) return null;
    if (kind === 'time') return Date.parse(String(found));
    return kind === 'boolean' ? found === 1 : found;
  };
  return {
    options: { database: path, synchronous: 'off' },
    run,
    async rows(table, kinds = {}) {
      const all = Object.entries({ ...common, ...kinds });
      const found = await run(`SELECT * FROM "${table}" ORDER BY id`);
      return found.map((row) =>
        Object.fromEntries(all.map(([name, kind]) => [name, value(kind, row[columnName(name)])])),
      );
    },
  };
}

async function postgresPlace(): Promise<Place> {
  const schema = uniqueName();
  const client = await connect({ options: `-c search_path=${schema}` });
  onTestFinished(async () => {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await client.end();
  });
  const run = async (sql: string) => (await client.query(sql)).rows;
  const value = (kind: FieldKind, found: unknown) => {
    if (found === null) return null;
    return kind === 'time' || kind === 'integer' ? Number(found) : found;
  };
  const expression = (name: string, kind: FieldKind) =>
    kind === 'time'
      ? `extract(epoch from "${columnName(name)}") * 1000 AS "${name}"`
      : `"${columnName(name)}" AS "${name}"`;
  return {
    options: { database: serverUrl, schema },
    run,
    async rows(table, kinds = {}) {
      const all = Object.entries({ ...common, ...kinds });
      const list = all.map(([name, kind]) => expression(name, kind)).join(', ');
      const found = await run(`SELECT ${list} FROM "${table}" ORDER BY "${table}".id`);
      return found.map((row) => Object.fromEntries(all.map(([name, kind]) => [name, value(kind, row[name])])));
    },
  };
}

/** The same tests in each database. */
export function describeEach(tests: (kind: 'SQLite' | 'PostgreSQL', place: () => Promise<Place>) => void): void {
  describe('in SQLite', () => tests('SQLite', async () => sqlitePlace()));
  describePostgres('in PostgreSQL', () => tests('PostgreSQL', postgresPlace));
}

/** A listener that is started, and what it reported. */
export interface Started {
  readonly listener: SQLListener;
  readonly reports: string[];
  readonly reported: Readonly<Record<string, unknown>>[];
}

/** Starts a listener; `events` are the classes of the modules that run. */
export async function start(
  options: SQLOptions,
  { events = [], clock = systemClock }: Partial<ListenerContext> = {},
  setup: SQLSetup = {},
): Promise<Started> {
  const listener = new SQLListener(options, setup);
  const [reports, reported]: [string[], Readonly<Record<string, unknown>>[]] = [[], []];
  const report: ListenerContext['report'] = (summary, data = {}) => {
    reports.push(summary);
    reported.push(data);
  };
  onTestFinished(() => listener.stop());
  await listener.start({ clock, zone: 'UTC', events, dispatch: () => {}, report });
  return { listener, reports, reported };
}

/** Events as the type that listeners take. */
export const asEvents = (...events: readonly unknown[]): Event[] => events as Event[];

/** Resolves when `condition` holds; the test's own timeout ends it otherwise. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
