import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom, type Random } from '@correlator/bench';
import { points } from './killing.ts';
import { writeLog } from './log.ts';
import { createPostgres, dropPostgres, type Postgres, postgresContent } from './postgres.ts';
import { Server, type ServerEnd } from './server.ts';
import { type Content, csvContent, differences, rowsOf, sqliteContent } from './sinks.ts';

/** What the server has to bear. */
export interface TortureOptions {
  readonly seconds: number;
  /** Lines per second that it may read. */
  readonly rate: number;
  readonly seed: number;
  /** A server of PostgreSQL, where there is one. */
  readonly postgres: string | undefined;
  /** Told after each kill. */
  readonly progress: (result: TortureResult) => void;
}

/** What it came to. */
export interface TortureResult {
  readonly lines: number;
  readonly rows: number;
  readonly kills: Map<string, number>;
  /** ms from a start to reading on, of each start. */
  readonly back: number[];
  differences: readonly string[];
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const configuration = (log: string, postgres: Postgres | undefined) => `
zone: Europe/Prague
inputs: { log: { use: ${here('paced-input.ts')}, paths: [${log}], follow: false, year: 2026 } }
modules: { sshd: {} }
store: { use: ${here('killing-store.ts')}, path: state.db, interval: 200ms }
listeners:
  csv: { use: ${here('killing-csv.ts')}, directory: audit, maxBytes: 300kB }
  sqlite: { use: ${here('killing-sqlite.ts')}, database: audit.db }
${postgres === undefined ? '' : `  postgres: { use: ${here('killing-postgres.ts')}, database: '${postgres.url}', schema: ${postgres.schema} }`}
`;

/** Runs a server over a log undisturbed, and another one that is killed all the time, and compares what they leave. */
export class Torture {
  readonly options: TortureOptions;
  readonly random: Random;
  readonly folder = mkdtempSync(join(tmpdir(), 'correlator-restart-'));
  readonly log = join(this.folder, 'auth.log');
  readonly result: TortureResult;
  readonly schemas: Postgres[] = [];

  constructor(options: TortureOptions) {
    this.options = options;
    this.random = createRandom(options.seed);
    this.result = { lines: options.seconds * options.rate, rows: 0, kills: new Map(), back: [], differences: [] };
  }

  async run(): Promise<TortureResult> {
    writeLog(this.log, this.result.lines, this.options.seed);
    const expected = await this.undisturbed();
    const found = await this.disturbed();
    return { ...this.result, rows: rowsOf(expected), differences: differences(expected, found) };
  }

  async prepare(name: string): Promise<string> {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const url = this.options.postgres;
    const postgres = url === undefined ? undefined : await createPostgres(url, `torture_${process.pid}_${name}`);
    if (postgres !== undefined) this.schemas.push(postgres);
    writeFileSync(join(folder, 'torture.yaml'), configuration(this.log, postgres));
    return folder;
  }

  async content(folder: string): Promise<Content> {
    const tables = sqliteContent(join(folder, 'audit.db'));
    const postgres = this.schemas.at(-1);
    const more = postgres === undefined ? [] : await postgresContent(postgres);
    return new Map([...csvContent(join(folder, 'audit')), ...tables, ...more]);
  }

  async undisturbed(): Promise<Content> {
    const folder = await this.prepare('undisturbed');
    const end = await new Server({ folder }).ended();
    if (end.code !== 0) throw new Error(`the undisturbed server failed with ${end.code}:\n${end.complaint}`);
    return this.content(folder);
  }

  async disturbed(): Promise<Content> {
    const folder = await this.prepare('disturbed');
    for (let end = await this.start(folder); end.code !== 0; end = await this.start(folder)) {
      if (end.signal !== 'SIGKILL') throw new Error(`the server ended by itself with ${end.code}:\n${end.complaint}`);
      this.tear(folder);
    }
    return this.content(folder);
  }

  /** Half of the servers are killed at a point, the others after some time: up to twice what a start takes. */
  async start(folder: string): Promise<ServerEnd> {
    const { rate } = this.options;
    const point = this.random.below(2) === 0 ? points[this.random.below(points.length)] : undefined;
    const kill = point && `${point}:${1 + this.random.below(point === 'store-part' ? 2_000 : 6)}`;
    const server = new Server({ folder, kill, rate });
    const timer = setTimeout(() => server.child.kill('SIGKILL'), 300 + this.random.next() * (kill ? 4_000 : 2_000));
    const end = await server.ended();
    clearTimeout(timer);
    this.note(end, point);
    return end;
  }

  note({ signal, backMs }: ServerEnd, point = 'any'): void {
    const { kills, back } = this.result;
    if (backMs !== undefined) back.push(backMs);
    if (signal !== null) kills.set(point, (kills.get(point) ?? 0) + 1);
    this.options.progress(this.result);
  }

  /** What a machine that fails may leave behind what was synced: parts of rows, and of SQLite's frames. */
  tear(folder: string): void {
    const rubbish = () => Buffer.from(Array.from({ length: 1 + this.random.below(300) }, () => this.random.below(256)));
    const audit = join(folder, 'audit');
    if (this.random.below(4) === 0) for (const name of readdirSync(audit)) appendFileSync(join(audit, name), rubbish());
    if (this.random.below(4) === 0) appendFileSync(join(folder, 'state.db-wal'), rubbish());
  }

  async end(keep: boolean): Promise<void> {
    for (const schema of this.schemas) await dropPostgres(schema, keep);
    if (!keep) rmSync(this.folder, { recursive: true });
  }
}
