import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { rowsAsJson } from '../src/postgres/postgres-statements.ts';
import { createProxy } from './proxy.ts';
import { Everything, exceeded, failed, TriesExceeded } from './samples.ts';
import { asEvents, connect, describePostgres, never, serverUrl, start, uniqueName, until } from './support.ts';

const table = 'sshd_login_tries_exceeded';

/** A schema of this test's own, and a connection to look into it. */
async function makeSchema(): Promise<{ readonly schema: string; readonly client: Client; ids(): Promise<unknown[]> }> {
  const schema = uniqueName();
  const client = await connect({ options: `-c search_path=${schema}` });
  onTestFinished(async () => {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await client.end();
  });
  const ids = async () => (await client.query(`SELECT id FROM ${table} ORDER BY id`)).rows.map(({ id }) => id);
  return { schema, client, ids };
}

const through = (port: number, change: (url: URL) => void = () => {}) => {
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  change(url);
  return url.href;
};

describePostgres('the tables in PostgreSQL', () => {
  it('have these columns, and say what they are', async () => {
    const { schema, client } = await makeSchema();
    await start({ database: serverUrl, schema }, { events: [Everything] });
    const { rows } = await client.query(
      `SELECT attname, format_type(atttypid, atttypmod), attnotnull, col_description(attrelid, attnum)
       FROM pg_attribute WHERE attrelid = 'test_every_kind'::regclass AND attnum > 0 ORDER BY attnum LIMIT 15`,
    );
    const [time, duration] = ['timestamp with time zone', 'double precision'];
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['id', 'text', true, 'Identity of the event'],
      ['time', time, true, 'When it happened'],
      ['system', 'text', true, 'What dispatched it'],
      ['severity', 'text', true, 'Severity'],
      ['title', 'text', true, 'Title'],
      ['count', 'bigint', true, 'Count'],
      ['score', 'double precision', true, 'Score'],
      ['is_root', 'boolean', true, 'Whether it was root'],
      ['seen_at', time, true, 'Seen at'],
      ['window', duration, true, 'Time window (ms)'],
      ['client_port', 'integer', true, 'Port of the client'],
      ['from', 'text', true, 'Claimed source'],
      ['source', 'text', true, 'Source'],
      ['method', 'text', true, 'Method'],
      ['title_or_null', 'text', false, 'Title'],
    ]);
    const { rows: found } = await client.query(`SELECT obj_description('test_every_kind'::regclass) AS comment`);
    expect(found).toEqual([{ comment: 'Audit events of type test.every-kind' }]);
  });

  it('are in the first schema of the search path where none is named', async () => {
    const { schema, client, ids } = await makeSchema();
    await client.query(`CREATE SCHEMA ${schema}`);
    const database = new URL(serverUrl);
    database.searchParams.set('options', `-c search_path=${schema}`);
    const { listener } = await start({ database: database.href });
    await listener.handle(exceeded('a') as never, never);
    expect(await ids()).toEqual(['a']);
  });

  it('may be in a schema of any name', async () => {
    const { client } = await makeSchema();
    const schema = `It's "${uniqueName()}"`;
    const quoted = client.escapeIdentifier(schema);
    onTestFinished(async () => void (await client.query(`DROP SCHEMA ${quoted} CASCADE`)));
    for (const id of ['a', 'b']) {
      const { listener } = await start({ database: serverUrl, schema });
      await listener.handle(exceeded(id) as never, never);
      await listener.stop();
    }
    expect((await client.query(`SELECT id FROM ${quoted}.${table}`)).rows).toHaveLength(2);
  });

  it('take no time before 4714 BC: that is a failure, and no other time', async () => {
    const { schema, ids } = await makeSchema();
    const { listener } = await start({ database: serverUrl, schema });
    await expect(listener.handle(exceeded('a', 1, -8.64e15) as never, never)).rejects.toMatchObject({
      code: 'SQL_WRITE_FAILED',
      message: expect.stringContaining('out of range'),
    });
    await listener.handle(exceeded('b', 1, -210_866_803_200_000) as never, never);
    expect(await ids()).toEqual(['b']);
  });

  it('may be those of a user who may do nothing but read and add', async () => {
    const { schema, client, ids } = await makeSchema();
    const user = uniqueName();
    await start({ database: serverUrl, schema }, { events: [TriesExceeded] });
    await client.query(`CREATE ROLE ${user} LOGIN; GRANT USAGE ON SCHEMA ${schema} TO ${user};
      GRANT SELECT, INSERT ON ${schema}.${table} TO ${user}`);
    onTestFinished(async () => void (await client.query(`DROP OWNED BY ${user} CASCADE; DROP ROLE ${user}`)));
    const database = new URL(serverUrl);
    database.username = user;
    const { listener, reports } = await start({ database: database.href, schema }, { events: [TriesExceeded] });
    await listener.handleBatch(asEvents(exceeded('a'), exceeded('a', 2)), never);
    expect(await ids()).toEqual(['a']);
    expect(reports).toHaveLength(1);
    await expect(listener.handle(failed('f', null) as never, never)).rejects.toMatchObject({
      code: 'SQL_WRITE_FAILED',
      message: expect.stringContaining('permission denied for schema'),
    });
    await expect(start({ database: database.href, schema }, { events: [Everything] })).rejects.toMatchObject({
      code: 'SQL_UNAVAILABLE',
      message: expect.stringContaining('grant that to this user'),
    });
  });
});

describePostgres('the connection to PostgreSQL', () => {
  it('is made with the first events where there is none at the start', async () => {
    const { schema, ids } = await makeSchema();
    const proxy = await createProxy();
    const { listener, reports } = await start({ database: through(proxy.port), schema }, { events: [TriesExceeded] });
    expect(reports).toEqual([
      expect.stringMatching(
        /cannot use the database postgres:\S+ yet, .* first events: .*ECONNREFUSED.*see that the server runs/,
      ),
    ]);
    const failure = {
      code: 'SQL_WRITE_FAILED',
      message: expect.stringContaining('ECONNREFUSED'),
      cause: expect.any(Error),
    };
    await expect(listener.handle(exceeded('a') as never, never)).rejects.toMatchObject(failure);
    await proxy.open();
    await listener.handle(exceeded('a') as never, never);
    expect(await ids()).toEqual(['a']);
    expect(reports).toHaveLength(1);
  });

  it('is made anew when it was cut between two batches', async () => {
    const { schema, ids } = await makeSchema();
    const proxy = await createProxy();
    await proxy.open();
    const { listener } = await start({ database: through(proxy.port), schema });
    await listener.handle(exceeded('a') as never, never);
    await proxy.close();
    await proxy.open();
    const again = () => listener.handle(exceeded('b') as never, never);
    await again().catch(again);
    expect(await ids()).toEqual(['a', 'b']);
  });

  /** A batch that has begun and waits for a lock that `client` holds. */
  async function stuck(name: string, signal = never) {
    const { schema, client, ids } = await makeSchema();
    const database = new URL(serverUrl);
    database.searchParams.set('application_name', name);
    const { listener, reports } = await start({ database: database.href, schema });
    await listener.handleBatch(asEvents(exceeded('a'), failed('f', null)), never);
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    const call = listener.handleBatch(asEvents(failed('g', null), exceeded('b')), signal).catch((error) => error);
    const waiting = 'SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = $2';
    await until(async () => (await client.query(waiting, [name, 'Lock'])).rows.length === 1);
    return { client, ids, listener, reports, call };
  }

  it('that is cut in the middle of a batch takes it back, and the next call writes it', async () => {
    const name = uniqueName();
    const { client, ids, listener, reports, call } = await stuck(name);
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name]);
    expect(await call).toMatchObject({ code: 'SQL_WRITE_FAILED', cause: expect.any(Error) });
    await client.query('COMMIT');
    expect(await ids()).toEqual(['a']);
    expect((await client.query('SELECT id FROM sshd_login_failed')).rows).toEqual([{ id: 'f' }]);
    await listener.handleBatch(asEvents(failed('g', null), exceeded('b')), never);
    expect(await ids()).toEqual(['a', 'b']);
    expect(reports).toEqual([]);
  });

  it('is given up when a call is aborted, which leaves nothing', async () => {
    const controller = new AbortController();
    const { client, ids, listener, call } = await stuck(uniqueName(), controller.signal);
    controller.abort(new Error('too late'));
    expect(await call).toMatchObject({ message: 'too late' });
    await client.query('COMMIT');
    await listener.handle(exceeded('c') as never, never);
    expect(await ids()).toEqual(['a', 'c']);
  });

  it('is closed at the stop', async () => {
    const { schema, client } = await makeSchema();
    const name = uniqueName();
    const database = new URL(serverUrl);
    database.searchParams.set('application_name', name);
    const { listener } = await start({ database: database.href, schema });
    await listener.handle(exceeded('a') as never, never);
    await listener.stop();
    const count = 'SELECT FROM pg_stat_activity WHERE application_name = $1';
    await until(async () => (await client.query(count, [name])).rows.length === 0);
  });
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasOpenssl())(`TLS${hasOpenssl() ? '' : ' (skipped: no openssl)'}`, () => {
  describePostgres('to PostgreSQL', () => {
    let folder = '';

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'correlator-sql-tls-'));
      const words =
        'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -subj /CN=db -days 2 -addext';
      execFileSync('openssl', [...words.split(' '), 'subjectAltName=IP:127.0.0.1'], { cwd: folder, stdio: 'ignore' });
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const pem = (name: string) => join(folder, `${name}.pem`);

    it('checks the certificate, unless it is told not to, and shows its own', async () => {
      const { schema, client } = await makeSchema();
      const clients: unknown[] = [];
      const proxy = await createProxy({ cert: readFileSync(pem('cert')), key: readFileSync(pem('key')), clients });
      await proxy.open();
      const database = through(proxy.port);
      const ca = pem('cert');
      for (const tls of [{ ca }, { rejectUnauthorized: false }, { ca, cert: pem('cert'), key: pem('key') }]) {
        const { listener } = await start({ database, schema, tls });
        await listener.handle(exceeded(JSON.stringify(tls)) as never, never);
      }
      expect((await client.query(`SELECT id FROM ${table}`)).rows).toHaveLength(3);
      expect(clients).toEqual([undefined, undefined, 'db']);
      await expect(start({ database, schema, tls: true })).rejects.toMatchObject({
        code: 'SQL_UNAVAILABLE',
        message: expect.stringMatching(/self-signed certificate.*option.*tls/),
      });
      const elsewhere = through(proxy.port, (url) => {
        url.hostname = 'localhost';
      });
      await expect(start({ database: elsewhere, schema, tls: { ca } })).rejects.toMatchObject({
        message: expect.stringContaining('does not match'),
      });
    });

    it('is not done without where it is asked for', async () => {
      const proxy = await createProxy();
      await proxy.open();
      await expect(start({ database: through(proxy.port), tls: true })).rejects.toMatchObject({
        code: 'SQL_UNAVAILABLE',
        message: expect.stringContaining('does not support SSL'),
      });
    });
  });
});

it('rows are in the order of their ids, so that two who write the same do not wait for one another in a circle', () => {
  const rows = ['b', 'a', 'b', 'A'].map((id, i) => [id, i]);
  const column = (name: string) => ({ name, kind: 'text' as const, label: name, nullable: false });
  const json = rowsAsJson({ name: 't', type: 't', columns: ['id', 'n'].map(column) }, rows);
  expect(JSON.parse(json)).toEqual([
    { '#': 3, id: 'A', n: 3 },
    { '#': 1, id: 'a', n: 1 },
    { '#': 0, id: 'b', n: 0 },
    { '#': 2, id: 'b', n: 2 },
  ]);
});

describePostgres('rows in PostgreSQL', () => {
  it('go into one statement, however many they are', async () => {
    const { schema, client } = await makeSchema();
    const { listener } = await start({ database: serverUrl, schema });
    const events = Array.from({ length: 20_000 }, (_, i) => exceeded(`e${i}`, i));
    await listener.handleBatch(asEvents(...events), never);
    const { rows } = await client.query(`SELECT count(*)::int, sum(failures)::int FROM ${table}`);
    expect(rows).toEqual([{ count: 20_000, sum: (20_000 * 19_999) / 2 }]);
  });
});
