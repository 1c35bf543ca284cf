import { createEngine, createMemoryStore, Module } from '@correlator/core';
import { createMemoryInput } from '@correlator/core/testing';
import { type Event, integer, type LogRecord, NoticeEvent } from '@correlator/events';
import { expect, it } from 'vitest';
import { SQLListener } from '../src/index.ts';
import { describeEach, type Place, start } from './support.ts';

class Counted extends NoticeEvent.withFields({
  type: 'door.counted',
  fields: { passed: integer('How many passed') },
  summary: '{{ passed }} passed',
}) {}

class Door extends Module {
  override process({ message }: LogRecord): void {
    this.dispatch(new Counted({ passed: Number(message) }));
  }
}

const numbers = Array.from({ length: 1_200 }, (_, i) => ({ time: i, message: String(i) }));

/** An engine that counts, and all that it said besides. */
function engine({ options }: Place, more: Partial<Parameters<typeof createEngine>[0]> = {}) {
  const said: Event[] = [];
  const others = { systems: ['engine'], audit: false };
  const created = createEngine({
    inputs: [createMemoryInput('door', numbers)],
    modules: [{ name: 'door', create: () => new Door({}), events: [Counted] }],
    listeners: [new SQLListener(options), { name: 'said', criteria: others, handle: (event) => void said.push(event) }],
    ...more,
  });
  return { run: () => created.run(), said };
}

const passed = async (place: Place) =>
  (await place.rows('door_counted', { passed: 'integer' })).map((row) => Number(row.passed)).sort((a, b) => a - b);

describeEach((kind, makePlace) => {
  it('an engine has each event written once, however often the same records are read', {
    timeout: 30_000,
  }, async () => {
    const place = await makePlace();
    for (const store of [undefined, undefined, createMemoryStore()]) {
      const { run, said } = engine(place, store && { store });
      await run();
      expect(said).toEqual([]);
      expect(await passed(place)).toEqual(numbers.map((_, i) => i));
    }
  });

  it('one event that the database refuses does not keep the others of its batch from it', {
    timeout: 30_000,
  }, async () => {
    const place = await makePlace();
    await start(place.options, { events: [Counted] });
    const [sqlite, postgres] = [
      "CREATE TRIGGER no BEFORE INSERT ON door_counted WHEN NEW.passed = 666 BEGIN SELECT RAISE(ABORT, 'no'); END",
      'ALTER TABLE door_counted ADD CONSTRAINT no CHECK (passed <> 666)',
    ];
    await place.run(kind === 'SQLite' ? sqlite : postgres);
    const { run, said } = engine(place);
    await run();
    expect(await passed(place)).toEqual(numbers.map((_, i) => i).filter((i) => i !== 666));
    expect(said.map(({ data }) => data)).toContainEqual(expect.objectContaining({ listener: 'sql' }));
  });
});
