import { type Event, eventFromJSON, text } from '@correlator/events';
import { expect, it } from 'vitest';
import { Everything, everything, exceeded, exceededKinds, failed, failedKinds } from './samples.ts';
import { asEvents, describeEach, never, start, ten } from './support.ts';

const table = 'sshd_login_tries_exceeded';

/** An event that was stored and is delivered again, its class gone. */
const fromStore = (event: object) => eventFromJSON(JSON.parse(JSON.stringify(event)));

describeEach((kind, makePlace) => {
  it('an event that comes again makes no second row and no report', async () => {
    const place = await makePlace();
    const { listener, reports } = await start(place.options);
    const precise = new Everything(
      { ...everything, score: -0, seenAt: 0.7 },
      { id: 'p', system: 'test', time: ten + 0.9 },
    );
    const batch = asEvents(exceeded('a'), failed('b', null), precise, exceeded('c', 7, ten + 0.4));
    for (const events of [batch, batch.toReversed(), batch.map(fromStore)]) await listener.handleBatch(events, never);
    expect(await place.rows(table, exceededKinds)).toEqual([
      { id: 'a', time: ten, system: 'sshd', severity: 'error', address: '192.0.2.7', failures: 5 },
      { id: 'c', time: ten, system: 'sshd', severity: 'error', address: '192.0.2.7', failures: 7 },
    ]);
    expect(await place.rows('sshd_login_failed')).toHaveLength(1);
    expect(await place.rows('test_every_kind')).toHaveLength(1);
    expect(reports).toEqual([]);
  });

  it('an id that is there with other content is reported, and its row stays as it is', async () => {
    const place = await makePlace();
    const { listener, reports, reported } = await start(place.options);
    await listener.handleBatch(asEvents(exceeded('a', 5), failed('n', null)), never);
    const before = await place.rows(table, exceededKinds);
    await listener.handleBatch(asEvents(exceeded('a', 6, ten + 1), exceeded('b', 1), failed('n', '')), never);
    expect(await place.rows(table, exceededKinds)).toEqual([...before, { ...before[0], id: 'b', failures: 1 }]);
    expect(await place.rows('sshd_login_failed', failedKinds)).toMatchObject([{ id: 'n', user: null }]);
    expect(reports.sort()).toEqual([
      'listener sql did not write an event of type sshd.login-failed with id n: table sshd_login_failed has a row of that id with other content, which stays as it is (user)',
      `listener sql did not write an event of type sshd.login-tries-exceeded with id a: table ${table} has a row of that id with other content, which stays as it is (time, failures)`,
    ]);
    expect(reported.find(({ id }) => id === 'a')).toEqual({
      type: 'sshd.login-tries-exceeded',
      id: 'a',
      table,
      columns: ['time', 'failures'],
      data: { address: '192.0.2.7', failures: 6 },
    });
  });

  it('the first of two contents with one id in one batch stays', async () => {
    const place = await makePlace();
    const { listener, reports } = await start(place.options);
    await listener.handleBatch(asEvents(exceeded('a', 1), exceeded('a', 1), exceeded('a', 2)), never);
    expect(await place.rows(table, exceededKinds)).toMatchObject([{ id: 'a', failures: 1 }]);
    expect(reports).toEqual([expect.stringContaining('(failures)')]);
  });

  it('a batch with an event that cannot be written leaves nothing', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    await listener.handle(exceeded('a') as unknown as Event, never);
    const wrong = fromStore({ ...exceeded('c').toJSON(), data: { address: '192.0.2.7', failures: 'many' } });
    const batch = asEvents(exceeded('b'), failed('d', 'eve'), wrong);
    await expect(listener.handleBatch(batch, never)).rejects.toMatchObject({
      code: 'SQL_EVENT_INVALID',
      message: expect.stringContaining('failures must be a whole number, not string "many"'),
    });
    expect(await place.rows(table)).toHaveLength(1);
    await listener.handleBatch(batch.slice(0, 2), never);
    expect(await place.rows(table)).toHaveLength(2);
  });

  it('a batch that the database refuses in its middle leaves nothing', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options, { events: [Everything] });
    await listener.handleBatch(asEvents(exceeded('a'), failed('z', 'eve')), never);
    const [sqlite, postgres] = [
      `CREATE TRIGGER no BEFORE INSERT ON ${table} WHEN NEW.failures = 666 BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
      `ALTER TABLE ${table} ADD CONSTRAINT no CHECK (failures <> 666)`,
    ];
    await place.run(kind === 'SQLite' ? sqlite : postgres);
    const batch = asEvents(failed('b', 'eve'), exceeded('c'), exceeded('d', 666), exceeded('e'));
    await expect(listener.handleBatch(batch, never)).rejects.toMatchObject({
      code: 'SQL_WRITE_FAILED',
      message: expect.stringMatching(/not this one|violates check constraint/),
      cause: expect.any(Error),
    });
    expect((await place.rows(table)).map(({ id }) => id)).toEqual(['a']);
    expect((await place.rows('sshd_login_failed')).map(({ id }) => id)).toEqual(['z']);
    for (const event of batch) await listener.handle(event, never).catch(() => {});
    expect((await place.rows(table)).map(({ id }) => id)).toEqual(['a', 'c', 'e']);
  });

  it('two listeners may write the same events to the same tables at once', { timeout: 60_000 }, async () => {
    const place = await makePlace();
    const both = await Promise.all([start(place.options), start(place.options)]);
    const events = Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? failed(`f${i}`, 'eve') : exceeded(`x${i}`, i)));
    const batches = Array.from({ length: 30 }, (_, i) => asEvents(...events.slice(i * 20, i * 20 + 20)));
    const other = batches.map((batch) => batch.toReversed());
    const writes = both.flatMap(({ listener }, i) =>
      (i === 0 ? batches : other).map((batch) => listener.handleBatch(batch, never)),
    );
    await Promise.all(writes);
    expect(await place.rows('sshd_login_failed')).toHaveLength(200);
    expect(await place.rows(table)).toHaveLength(400);
    expect(both.flatMap(({ reports }) => reports)).toEqual([]);
  });

  it('an aborted call writes nothing', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    const reason = new Error('too late');
    await expect(listener.handle(exceeded('a') as unknown as Event, AbortSignal.abort(reason))).rejects.toBe(reason);
    await listener.handle(exceeded('b') as unknown as Event, never);
    expect((await place.rows(table)).map(({ id }) => id)).toEqual(['b']);
  });

  it('calls are made one after the other, whoever waits for them', async () => {
    const place = await makePlace();
    const { listener, reports } = await start(place.options);
    const calls = [1, 2, 3].map((failures) => listener.handle(exceeded('a', failures) as unknown as Event, never));
    expect(await listener.commit()).toBe(null);
    expect(await place.rows(table, exceededKinds)).toMatchObject([{ failures: 1 }]);
    await Promise.all(calls);
    expect(reports).toHaveLength(2);
  });

  it('what is no audit event has no row, and no call comes before the start or after the stop', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    expect(listener.criteria).toEqual({ audit: true });
    const plain = { ...exceeded('a').toJSON(), fields: undefined };
    await expect(listener.handle(fromStore(plain), never)).rejects.toMatchObject({ code: 'SQL_EVENT_INVALID' });
    await listener.stop();
    await expect(listener.handle(exceeded('a') as unknown as Event, never)).rejects.toMatchObject({
      code: 'LISTENER_NOT_STARTED',
    });
  });
});

describeEach((_, makePlace) => {
  const json = exceeded('a').toJSON();

  it.each([
    ['x"; DROP TABLE sshd_login_tries_exceeded; --', json.fields, json.data],
    ['sshd.login\0', json.fields, json.data],
    ['Sshd.Login', json.fields, json.data],
    ['', json.fields, json.data],
    [json.type, { 'a" text); DROP TABLE x; --': 'text' }, { 'a" text); DROP TABLE x; --': 'x' }],
    [json.type, { id: 'text' }, { id: 'b' }],
    [json.type, { __proto__x: 'text' }, { __proto__x: 'x' }],
    [json.type, { address: 'address', failures: 'integer' }, { ...json.data, more: 1 }],
    [json.type, { address: 'address', failures: 'integer' }, { address: '192.0.2.7' }],
    [json.type, { address: 'address', failures: 'integer' }, { address: 'x', failures: 1 }],
  ])('a stored event of type %j with the fields %j and the data %j is refused', async (type, fields, data) => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    await listener.handle(exceeded('a') as unknown as Event, never);
    const event = eventFromJSON({ ...json, type, fields: fields ?? {}, data, id: 'evil' });
    await expect(listener.handle(event, never)).rejects.toMatchObject({ code: 'SQL_EVENT_INVALID' });
    expect((await place.rows(table)).map(({ id }) => id)).toEqual(['a']);
  });

  it('a stored event may have any words in its values, its system and its id', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    const evil = "'); DROP TABLE x; --";
    const fields = { user: 'text?', order: 'strange' };
    await listener.handle(
      eventFromJSON({ ...failed('x', evil, evil).toJSON(), fields, id: evil, system: evil }),
      never,
    );
    const row = { id: evil, system: evil, user: evil, order: evil };
    expect(await place.rows('sshd_login_failed', failedKinds)).toMatchObject([row]);
  });

  it('a label may have any words', async () => {
    const place = await makePlace();
    const label = "it's \\'; DROP TABLE x; -- \0";
    const { listener } = await start(place.options);
    const event = exceeded('a');
    Object.defineProperty(event, 'fields', { value: { ...event.fields, address: text(label) } });
    await listener.handle(event as unknown as Event, never);
    expect(await place.rows(table)).toHaveLength(1);
  });
});
