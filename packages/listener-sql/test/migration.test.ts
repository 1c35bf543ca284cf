import {
  AuditEvent,
  boolean,
  type Event,
  type Field,
  integer,
  nullable,
  number,
  port,
  text,
  time,
} from '@correlator/events';
import { describe, expect, it } from 'vitest';
import { postgresDialect } from '../src/postgres/postgres-dialect.ts';
import { changesOf } from '../src/sql/dialect.ts';
import { tableOf } from '../src/sql/table.ts';
import { sqliteDialect } from '../src/sqlite/sqlite-dialect.ts';
import { exceeded } from './samples.ts';
import { describeEach, never, start, ten } from './support.ts';

type AnyFields = Readonly<Record<string, Field<unknown>>>;

/** An event of a release of a class. */
function event(id: string, fields: AnyFields, data: Record<string, unknown>, type = 'web.visit'): Event {
  class Visit extends AuditEvent.withFields({ type, fields, summary: '' }) {}
  return new Visit(data as never, { id, system: 'web', time: ten }) as unknown as Event;
}

const first = { path: text('Path'), bytes: integer('Bytes') };
const second = { path: nullable(text('Path')), agent: text('Agent') };

describeEach((kind, makePlace) => {
  it('a field that is new gets a column, and one that is gone keeps its own', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    await listener.handle(event('a', first, { path: '/', bytes: 7 }), never);
    await listener.handle(event('b', second, { path: null, agent: 'curl' }), never);
    await listener.handle(event('c', first, { path: '/c', bytes: 8 }), never);
    expect(await place.rows('web_visit', { path: 'text', bytes: 'integer', agent: 'text' })).toMatchObject([
      { id: 'a', path: '/', bytes: 7, agent: null },
      { id: 'b', path: null, bytes: null, agent: 'curl' },
      { id: 'c', path: '/c', bytes: 8, agent: null },
    ]);
  });

  it('a batch may have events of both releases', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    const batch = [event('a', first, { path: '/', bytes: 7 }), event('b', second, { path: null, agent: 'curl' })];
    await listener.handleBatch(batch, never);
    expect((await place.rows('web_visit')).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('a field of another kind is refused, and said how to mend; other classes are written', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    await listener.handle(event('a', { value: text('Value') }, { value: 'x' }), never);
    const changed = event('b', { value: integer('Value') }, { value: 1 });
    await expect(listener.handle(changed, never)).rejects.toMatchObject({
      code: 'SQL_COLUMN_DIFFERS',
      message: expect.stringMatching(
        /^column value of table web_visit is of type text, .*rename the column or the table/i,
      ),
    });
    await listener.handle(event('c', { value: boolean('Value') }, { value: true }, 'web.other'), never);
    await place.run('ALTER TABLE web_visit RENAME TO web_visit_before');
    await listener.handle(changed, never);
    expect(await place.rows('web_visit', { value: 'integer' })).toMatchObject([{ id: 'b', value: 1 }]);
    expect(await place.rows('web_visit_before')).toHaveLength(1);
  });

  it('is reported at the start, which goes on', async () => {
    const place = await makePlace();
    const before = await start(place.options);
    await before.listener.handle(event('a', { value: text('Value') }, { value: 'x' }), never);
    const changed = event('b', { value: time('Value') }, { value: 1 });
    const { reports, listener } = await start(place.options, { events: [changed.constructor as never] });
    expect(reports).toEqual([
      expect.stringMatching(/^listener sql cannot write events of type web\.visit: column value of table web_visit/),
    ]);
    await listener.handle(event('c', { value: text('Value') }, { value: 'y' }), never);
    expect(await place.rows('web_visit')).toHaveLength(2);
  });

  it.each<[string, Field<unknown>, Field<unknown>, unknown]>([
    ['a number takes what became an integer', number('N'), integer('N'), Number.MAX_SAFE_INTEGER],
    ['an integer takes what became a port', integer('N'), port('N'), 22],
  ])('a column of %s', async (_, was, is, value) => {
    const place = await makePlace();
    const { listener, reports } = await start(place.options);
    await listener.handle(event('a', { value: was }, { value: 1 }), never);
    for (const __ of [1, 2]) await listener.handle(event('b', { value: is }, { value }), never);
    expect(await place.rows('web_visit', { value: 'integer' })).toMatchObject([{ value: 1 }, { value }]);
    expect(reports).toEqual([]);
  });

  it('two listeners that need a new table, or column, at once both get it', async () => {
    const place = await makePlace();
    const all = await Promise.all([1, 2, 3, 4].map(() => start(place.options)));
    for (const fields of [first, second]) {
      const data = { path: '/', ...(fields === first ? { bytes: 1 } : { agent: 'x' }) };
      await Promise.all(
        all.map(({ listener }, i) => listener.handle(event(`${Object.keys(data)[1]}${i}`, fields, data), never)),
      );
    }
    expect(await place.rows('web_visit')).toHaveLength(8);
  });

  it('types that would have the same table in other tools have tables of their own here', async () => {
    const place = await makePlace();
    const { listener } = await start({ ...place.options, prefix: 'p_' });
    const types = [
      'a.b-c',
      'a.b.c',
      'a-b.c',
      'a-b-c',
      `a.${'b'.repeat(80)}-c`,
      `a.${'b'.repeat(80)}-d`,
      'sqlite.stat1',
    ];
    for (const type of types) await listener.handle(event(type, first, { path: type, bytes: 1 }, type), never);
    const query = {
      SQLite: `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`,
      PostgreSQL: `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = '${place.options.schema}'::regnamespace ORDER BY relname COLLATE "C"`,
    }[kind];
    const names = (await place.run(query)).map(({ name }) => String(name));
    expect(names).toHaveLength(types.length);
    for (const name of names) expect(await place.rows(name)).toHaveLength(1);
  });

  it('fields may be called like columns that databases have themselves', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    const names = ['xmin', 'ctid', 'oid', 'rowid', 'user', 'select', `a${'B'.repeat(60)}c`];
    const fields = Object.fromEntries(names.map((name) => [name, text(name)]));
    const data = Object.fromEntries(names.map((name) => [name, name]));
    await listener.handle(event('a', fields, data), never);
    const kinds = Object.fromEntries(names.map((name) => [name, 'text' as const]));
    expect(await place.rows('web_visit', kinds)).toMatchObject([data]);
  });

  it('a table that somebody dropped is made anew', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    await listener.handle(exceeded('a') as unknown as Event, never);
    await place.run('DROP TABLE sshd_login_tries_exceeded');
    await expect(listener.handle(exceeded('b') as unknown as Event, never)).rejects.toMatchObject({
      code: 'SQL_WRITE_FAILED',
    });
    await listener.handle(exceeded('b') as unknown as Event, never);
    expect(await place.rows('sshd_login_tries_exceeded')).toMatchObject([{ id: 'b' }]);
  });

  it('a table of somebody else is left alone', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    await place.run('CREATE TABLE web_visit (name text)');
    await expect(listener.handle(event('a', first, { path: '/', bytes: 7 }), never)).rejects.toMatchObject({
      code: 'SQL_COLUMN_DIFFERS',
      message: expect.stringContaining('column id of table web_visit is missing'),
    });
    expect(await place.run('SELECT * FROM web_visit')).toEqual([]);
  });

  it('tables are made at the start for the classes that the criteria let through', async () => {
    const place = await makePlace();
    const types = ['web.one', 'web.two', 'db.one'];
    const events = types.map((type) => event(type, first, { path: '', bytes: 0 }, type).constructor) as never[];
    const untyped = { type: 'web.no-fields' };
    await start(place.options, { events: [...events, untyped] }, { criteria: { types: ['web.*'] } });
    expect(await place.rows('web_one')).toEqual([]);
    expect(await place.rows('web_two')).toEqual([]);
    await expect(place.rows('db_one')).rejects.toThrow(/no such table|does not exist/);
    await expect(place.rows('web_no_fields')).rejects.toThrow(/no such table|does not exist/);
  });
});

describe('the statements for a table', () => {
  const table = tableOf({ type: 'web.visit', fields: second }, '');

  it('are these in PostgreSQL', () => {
    expect(changesOf(table, [], postgresDialect('a"b')).slice(0, 2)).toEqual([
      'CREATE TABLE "a""b"."web_visit" ("id" text PRIMARY KEY, "time" timestamp with time zone NOT NULL, "system" text NOT NULL, "severity" text NOT NULL, "path" text, "agent" text NOT NULL)',
      `COMMENT ON TABLE "a""b"."web_visit" IS 'Audit events of type web.visit'`,
    ]);
  });

  it('are these in SQLite', () => {
    expect(changesOf(table, [], sqliteDialect)).toEqual([
      'CREATE TABLE "web_visit" ("id" TEXT NOT NULL PRIMARY KEY, "time" DATETIME, "system" TEXT, "severity" TEXT, "path" TEXT, "agent" TEXT)',
    ]);
  });
});
