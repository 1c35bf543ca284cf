import pg from 'pg';
import { type Content, digestOf } from './sinks.ts';

/** A schema of PostgreSQL. */
export interface Postgres {
  readonly url: string;
  readonly schema: string;
}

async function connected<T>(url: string, action: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

/** Whether a server can be reached. */
export function isThere(url: string): Promise<boolean> {
  return connected(url, async () => true).catch(() => false);
}

/** A schema that is empty. */
export async function createPostgres(url: string, schema: string): Promise<Postgres> {
  await connected(url, (client) => client.query(`CREATE SCHEMA ${schema}`));
  return { url, schema };
}

/** The tables of a schema, each ordered by id. */
export function postgresContent({ url, schema }: Postgres): Promise<Content> {
  return connected(url, async (client) => {
    const query = 'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1';
    const tables = (await client.query(query, [schema])).rows.map(({ tablename }) => String(tablename));
    const content = new Map<string, { digest: string; rows: number }>();
    for (const table of tables) {
      const { rows } = await client.query(`SELECT * FROM "${schema}"."${table}" ORDER BY id COLLATE "C"`);
      content.set(`postgres ${table}`, { digest: digestOf(JSON.stringify(rows)), rows: rows.length });
    }
    return content;
  });
}

/** Removes a schema, unless people want to look at it. */
export async function dropPostgres({ url, schema }: Postgres, keep: boolean): Promise<void> {
  if (keep) console.log(`schema ${schema}`);
  else await connected(url, (client) => client.query(`DROP SCHEMA ${schema} CASCADE`));
}
