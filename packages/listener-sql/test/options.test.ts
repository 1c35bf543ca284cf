import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { parseOptions } from '@correlator/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manifest, SQLListener } from '../src/index.ts';
import { exceeded } from './samples.ts';
import { describePostgres, never, serverUrl, start, temporaryFolder } from './support.ts';

const secret = 'hunter2';

/** A folder in which nobody may write: root may everywhere but on a disk that is read only. */
function unwritableFolder(): string {
  const folder = temporaryFolder();
  if (process.getuid?.() !== 0) chmodSync(folder, 0o500);
  else {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder]);
    onTestFinished(() => void execFileSync('umount', [folder]));
  }
  return folder;
}

describe('options', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ databse: 'x' }, "listeners.sql.databse: unknown option; did you mean 'database'?"],
    [{ database: '' }, 'listeners.sql.database: empty; give the path of a file'],
    [{ database: `mysql://u:${secret}@h/d` }, 'listeners.sql.database: must be a path, or begin with postgres://'],
    [{ database: `postgres://u:${secret}/@h/d` }, 'listeners.sql.database: cannot be read; write it as postgres://'],
    [{ database: `postgres://u:1?${secret}@h/d` }, 'listeners.sql.database: cannot be read'],
    [{ database: `postgres://u:1#${secret}@h/d` }, 'listeners.sql.database: cannot be read'],
    [{ database: `postgres://u:1/${secret}@h/d` }, 'listeners.sql.database: cannot be read'],
    [{ database: `postgres://u:${secret}%zz@h/d` }, "listeners.sql.database: has a wrong '%'"],
    [{ database: `postgres://u:${secret}@h/d?sslmode=require` }, 'listeners.sql.database: says how TLS is used'],
    [{ database: 7 }, 'listeners.sql.database: must be a path, not 7'],
    [{ prefix: 'a"b' }, 'listeners.sql.prefix: must be of a to z'],
    [{ schema: 'a' }, 'listeners.sql.schema: is for PostgreSQL alone'],
    [{ tls: true }, 'listeners.sql.tls: is for PostgreSQL alone'],
    [{ database: 'postgres://h/d', schema: 'x'.repeat(64) }, 'listeners.sql.schema: must be of 63 bytes at most'],
    [{ database: 'postgres://h/d', tls: { cert: 'x' } }, 'listeners.sql.tls: '],
    [
      { synchronous: 'of' },
      "listeners.sql.synchronous: must be one of full, normal, off, not 'of'; did you mean 'off'?",
    ],
  ])('%j are wrong: %s', (options, problem) => {
    const make = () => new SQLListener(options as never);
    expect(make).toThrow(problem);
    expect(make).toThrow(expect.not.objectContaining({ message: expect.stringContaining(secret) }));
  });

  it('make the listener that the manifest describes', () => {
    const setup = { name: 'audit', criteria: { types: ['sshd.*'] } };
    const listener = manifest.create(parseOptions(manifest.options, {}, 'x'), setup);
    expect(listener).toMatchObject({ name: 'audit', criteria: { types: ['sshd.*'], audit: true } });
    expect(parseOptions(manifest.options, {}, 'x')).toEqual({ database: 'audit.db', prefix: '', synchronous: 'full' });
  });
});

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const obstacles = async (options: object) => manifest.obstacles?.(parseOptions(manifest.options, options, 'x')) ?? [];

describe('a place where no SQLite file can be', () => {
  const places: [string, string, RegExp][] = [
    ['is a folder', '.', /it is a folder/],
    ['is below a file', 'file/audit.db', /a file/],
    ['is below a file, further down', 'file/a/b.db', /a file/],
    ['holds something else', 'file', /file is not a database/],
  ];

  it.each(places)('%s', async (_, name, reason) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'x'.repeat(5_000));
    const path = join(folder, name);
    const expected = { code: 'SQL_UNAVAILABLE', message: expect.stringMatching(reason) };
    await expect(start({ database: path })).rejects.toMatchObject(expected);
    expect(await obstacles({ database: path })).toEqual([expected]);
  });

  it.skipIf(process.platform !== 'linux')('may not be made', async () => {
    const expected = { code: 'SQL_UNAVAILABLE', message: expect.stringContaining("correct the option 'database'") };
    await expect(start({ database: '/sys/correlator/audit.db' })).rejects.toMatchObject(expected);
  });

  it('may not be written', async () => {
    const folder = unwritableFolder();
    expect(await obstacles({ database: join(folder, 'audit.db') })).toMatchObject([{ code: 'SQL_UNAVAILABLE' }]);
  });

  it('is told from one where it can, without making anything', async () => {
    const folder = temporaryFolder();
    expect(await obstacles({ database: join(folder, 'new/folder/audit.db') })).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(folder, 'there'));
    await start({ database: join(folder, 'there/audit.db') });
    expect(await obstacles({ database: join(folder, 'there/audit.db') })).toEqual([]);
  });
});

it('the password is in nothing that is shown', async () => {
  const port = await closedPort();
  const { listener, reports, reported } = await start({
    database: `postgres://u:${secret}@127.0.0.1:${port}/d?password=${secret}`,
  });
  const error = await listener.handle(exceeded('a') as never, never).catch((thrown) => thrown);
  expect(error).toMatchObject({
    code: 'SQL_WRITE_FAILED',
    message: expect.stringContaining(`postgres://127.0.0.1:${port}/d`),
  });
  const shown = [reports, reported, error, listener].map((value) => inspect(value, { depth: 20, showHidden: true }));
  expect(shown.join('\n')).not.toContain(secret);
  expect(reports).toHaveLength(1);
  expect(await obstacles({ database: `postgres://127.0.0.1:${port}/d` })).toEqual([]);
});

describePostgres('a PostgreSQL server that has not what is asked for', () => {
  const changed = (change: (url: URL) => void) => {
    const url = new URL(serverUrl);
    change(url);
    return url.href;
  };

  it.each<[string, object, RegExp]>([
    [
      'no such database',
      { database: changed((url) => (url.pathname = '/no_such_database')) },
      /does not exist; create that database/,
    ],
    ['no such user', { database: changed((url) => (url.username = 'no_such_user')) }, /does not exist; correct user/],
    ['a schema that nobody may make', { database: serverUrl, schema: 'pg_mine' }, /unacceptable schema name/],
    ['files that are not there', { database: serverUrl, tls: { ca: '/nowhere/ca.pem' } }, /tls\.ca: cannot read/],
    [
      'a file that is no certificate',
      { database: serverUrl, tls: { ca: import.meta.filename, cert: import.meta.filename, key: import.meta.filename } },
      /^tls: /,
    ],
  ])('%s', async (_, options, reason) => {
    const code = expect.stringMatching(/^(?:SQL_UNAVAILABLE|TLS_FILE_UNREADABLE|TLS_INVALID)$/);
    await expect(start(options)).rejects.toMatchObject({ code, message: expect.stringMatching(reason) });
  });

  it('is an obstacle before the start already', async () => {
    const database = changed((url) => (url.pathname = '/no_such_database'));
    expect(await obstacles({ database })).toEqual([
      { code: 'SQL_UNAVAILABLE', message: expect.stringContaining('create that database') },
    ]);
    expect(await obstacles({ database: serverUrl })).toEqual([]);
  });

  it('shows no password of a connection that stands', async () => {
    const database = changed((url) => (url.password = secret));
    const { listener } = await start({ database });
    onTestFinished(() => listener.stop());
    expect(inspect(listener, { depth: 20 })).not.toContain(secret);
  });
});
