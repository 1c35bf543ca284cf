/** The options of the SQL listener, and what the one called `database` means. */
import type { Criteria } from '@correlator/core';
import * as z from 'zod';

/** The setup of a listener, besides its options. */
export interface SQLSetup {
  /** Its name in the configuration. @default 'sql' */
  readonly name?: string;
  /** Which audit events it is given. @default all */
  readonly criteria?: Criteria;
}

/** Options of TLS to a PostgreSQL server. */
export interface SQLTlsOptions {
  /**
   * Certificates of those who sign for the server, a PEM file.
   * @default those that Node.js trusts
   */
  readonly ca?: string | undefined;
  /**
   * The certificate of this client, a PEM file.
   * @default none
   */
  readonly cert?: string | undefined;
  /**
   * The private key of `cert`, a PEM file.
   * @default none
   */
  readonly key?: string | undefined;
  /**
   * Whether a server is refused whose certificate nobody vouches for, or that is for another host.
   * @default true
   */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** Options of `SQLListener`. */
export interface SQLOptions {
  /**
   * The path of an SQLite file (made if it is missing, with its folder), or `postgres://USER@HOST:PORT/DATABASE`.
   * @default 'audit.db'
   */
  readonly database?: string | undefined;
  /**
   * The beginning of the names of all tables.
   * @default ''
   */
  readonly prefix?: string | undefined;
  /**
   * PostgreSQL: the schema of the tables; made if it is missing.
   * @default the first of the connection's search path
   */
  readonly schema?: string | undefined;
  /**
   * SQLite: what rows survive once they are written. `full`: a power cut; `normal`: a crash of the program, while a
   * power cut may take the last of them; `off`: a crash of the program, while a power cut may damage the file.
   * @default 'full'
   */
  readonly synchronous?: 'full' | 'normal' | 'off' | undefined;
  /**
   * PostgreSQL: whether the connection is encrypted and the server's certificate checked, or how.
   * @default as the environment variable PGSSLMODE says, else not
   */
  readonly tls?: boolean | SQLTlsOptions | undefined;
}

const path = z.string().min(1, 'empty; give the path of a file').meta({ format: 'path' });

const tls = z
  .strictObject({
    ca: path.optional().describe('Certificates of those who sign for the server, a PEM file'),
    cert: path.optional().describe('The certificate of this client, a PEM file'),
    key: path.optional().describe('Its private key, a PEM file'),
    rejectUnauthorized: z.boolean().default(true).describe('Whether a server that nobody vouches for is refused'),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), 'give both `cert` and `key`, or neither');

const database = path.check((context) => {
  const message = databaseProblem(context.value);
  // Whatever the value is, it may hold a password.
  if (message !== undefined) context.issues.push({ code: 'custom', message, input: '' });
});

/** The options, each by itself: without what holds between them. */
const shape = z.strictObject({
  database: database
    .default('audit.db')
    .describe('The path of an SQLite file, or `postgres://USER@HOST:PORT/DATABASE`'),
  prefix: z
    .string()
    .regex(/^(?:[a-z][a-z0-9_]{0,29})?$/, 'must be of a to z, 0 to 9 and _, 30 at most, and begin with a letter')
    .default('')
    .describe('What the names of all tables begin with'),
  schema: z
    .string()
    .min(1, 'empty; give the name of a schema')
    .refine((name) => !name.includes('\0') && Buffer.byteLength(name) <= 63, 'must be of 63 bytes at most')
    .optional()
    .describe('PostgreSQL: the schema of the tables, made where it is missing; none: that of the connection'),
  synchronous: z
    .enum(['full', 'normal', 'off'])
    .default('full')
    .describe('SQLite: whether rows survive a power cut (`full`), a crash of the program alone (`normal`, `off`)'),
  tls: z
    .union([z.boolean(), tls])
    .optional()
    .describe('PostgreSQL: encrypts; `true`, or `ca`, `cert`, `key` (PEM files) and `rejectUnauthorized`'),
});

const ofPostgres = 'is for PostgreSQL alone; leave it out, or give a postgres:// URL as `database`';

/** Checks and completes `SQLOptions`. */
export const sqlOptions = shape
  .refine(({ schema, database }) => schema === undefined || isPostgres(database), {
    path: ['schema'],
    error: ofPostgres,
  })
  .refine(({ tls, database }) => tls === undefined || isPostgres(database), { path: ['tls'], error: ofPostgres });

/** `SQLOptions` with their defaults. */
export type SQLSettings = z.output<typeof sqlOptions>;

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Returns whether the option `database` means a PostgreSQL server; otherwise it is the path of an SQLite file. */
export function isPostgres(database: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(database);
}

function isDecodable(part: string): boolean {
  try {
    return decodeURIComponent(part) !== '\0';
  } catch {
    return false;
  }
}

/**
 * Returns what is wrong with the option `database`, if anything. Never shows any of it: if a URL is mistyped, nobody knows
 * which part is the password.
 */
export function databaseProblem(database: string): string | undefined {
  if (!isPostgres(database)) return scheme.test(database) ? 'must be a path, or begin with postgres://' : undefined;
  const url = URL.parse(database);
  const spelling =
    "write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, '%40' for '@' within a name or password, and so on";
  if (url === null || /[@#]/.test(url.pathname + url.search + url.hash)) return `cannot be read; ${spelling}`;
  if (![url.username, url.password, url.pathname].every(isDecodable)) return `has a wrong '%'; ${spelling}`;
  return [...url.searchParams.keys()].some((key) => /^(?:ssl|uselibpqcompat)/.test(key))
    ? "says how TLS is used; leave that out and use the option 'tls'"
    : undefined;
}

/** Returns the name of a database in messages: without user and password. */
export function placeOf(database: string): string {
  if (!isPostgres(database)) return database;
  const { host, pathname, searchParams } = new URL(database);
  return `postgres://${host || searchParams.get('host') || 'localhost'}${pathname}`;
}
