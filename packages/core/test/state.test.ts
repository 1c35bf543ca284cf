import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  Collection,
  CollectionHost,
  Counters,
  DailyCounters,
  Keyed,
  KeyedEntry,
  KeyIndex,
  SlidingWindow,
  Tally,
} from '../src/index.ts';
import { CountersCollection, DailyCountersCollection } from '../src/state/counters.ts';
import { KeyedCollection } from '../src/state/keyed.ts';
import { WindowCollection } from '../src/state/sliding-window.ts';
import { TallyCollection } from '../src/state/tally.ts';
import { EventTime } from '../src/time/event-time.ts';

/** The engine's side of collections: event time, and what was caused. */
class Host implements CollectionHost {
  readonly time = new EventTime();
  readonly causes: string[] = [];

  constructor() {
    this.time.advance(0);
  }

  get now(): number {
    return this.time.now;
  }

  schedule(collection: Collection, due: number): void {
    this.time.schedule(due, (at) => void collection.expire(at));
  }

  inCause(cause: string, action: () => void): void {
    this.causes.push(cause);
    action();
  }

  inOwnCause(cause: string, action: () => void): void {
    this.inCause(cause, action);
  }

  dayOf(time: number): string {
    return new Date(time).toISOString().slice(0, 10);
  }
}

const minute = 60_000;
let host: Host;

function connected<C extends Collection>(collection: C, to = host): C {
  collection.connect(to);
  return collection;
}

/** What comes back from a checkpoint. */
function throughJson(collection: Collection) {
  return JSON.parse(JSON.stringify(collection.snapshot()));
}

beforeEach(() => {
  host = new Host();
});

describe('keyed values', () => {
  test('are let go when their ttl is over, the oldest first, each with a cause of its own', () => {
    const gone: string[] = [];
    const onExpire = (key: string, value: number) => void gone.push(`${key}=${value} at ${host.now}`);
    const keyed = connected(new KeyedCollection<number>('doors', { ttl: '1m', max: 10, onExpire }));
    keyed.set('a', 1);
    host.time.advance(10_000);
    keyed.set('b', 2);
    host.time.advance(10 * minute);
    const dueOf = (cause: string | undefined) => Number(cause?.split(' ').at(-1));
    expect(gone.map((text) => text.split(' ')[0])).toEqual(['a=1', 'b=2']);
    expect(host.causes.map((cause) => cause.replace(/ \d+$/, ''))).toEqual(['expire doors a', 'expire doors b']);
    expect(dueOf(host.causes[1]) - dueOf(host.causes[0])).toBe(10_000);
    expect(keyed.size).toBe(0);
  });

  test('live for their ttl after they were last set, to within two per cent', () => {
    const times = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, (steps) => {
        host = new Host();
        const gone: number[] = [];
        const keyed = connected(
          new KeyedCollection<number>('k', { ttl: '1m', max: 9, onExpire: () => void gone.push(host.now) }),
        );
        let last = 0;
        for (const step of steps) {
          host.time.advance(host.now + step);
          if (gone.length > 0) break;
          last = host.now;
          keyed.set('a', last);
        }
        host.time.advance(host.now + 10 * minute);
        expect(gone).toHaveLength(1);
        expect((gone[0] ?? 0) - last).toBeGreaterThanOrEqual(minute);
        expect((gone[0] ?? 0) - last).toBeLessThanOrEqual(minute * 1.02);
      }),
    );
  });

  test.each(['1m', undefined])('give way to others, the one set longest ago first, with ttl %s', (ttl) => {
    const gone: string[] = [];
    const limits = { max: 2, onExpire: (key: string) => void gone.push(key) };
    const keyed = connected(new KeyedCollection<number>('k', ttl === undefined ? limits : { ttl, ...limits }));
    keyed.set('a', 1);
    host.time.advance(5_000);
    keyed.set('b', 1);
    host.time.advance(10_000);
    keyed.set('a', 2);
    keyed.set('c', 1);
    expect([...keyed.keys()]).toEqual(['a', 'c']);
    expect([gone, keyed.evicted]).toEqual([['b'], 1]);
  });

  test('change by update, which deletes what becomes undefined', () => {
    const keyed = connected(new KeyedCollection<number, number>('k', { max: 2 }));
    expect(keyed.update(7, (value = 0) => value + 1)).toBe(1);
    expect(keyed.update(7, (value = 0) => value + 1)).toBe(2);
    expect(keyed.update(7, () => undefined)).toBeUndefined();
    expect(keyed.has(7)).toBe(false);
  });

  test('may change in place, which counts as setting them', () => {
    const values = connected(new KeyedCollection<{ n: number }>('values', { ttl: '1m', max: 10 }));
    values.set('a', { n: 1 });
    host.time.advance(50_000);
    const value = values.edit('a');
    if (value !== undefined) value.n++;
    host.time.advance(100_000);
    expect(values.get('a')).toEqual({ n: 2 });
    expect(values.edit('b')).toBeUndefined();
    host.time.advance(200_000);
    expect(values.has('a')).toBe(false);
  });

  test('have entries that say whether they are still there', () => {
    const values = connected(new KeyedCollection<number>('values', { ttl: '1m', max: 2 }));
    const [a, b] = [values.insert('a', 1), values.insert('b', 2)];
    expect(values.find('a')).toBe(a);
    values.delete('a');
    expect([a.live, b.live]).toEqual([false, true]);
    const c = values.insert('c', 3);
    values.insert('d', 4);
    expect([b.live, c.live]).toEqual([false, true]);
    host.time.advance(50_000);
    values.touch(c);
    host.time.advance(90_000);
    expect([c.live, values.has('d')]).toEqual([true, false]);
    values.restore(throughJson(values));
    expect(c.live).toBe(false);
    expect(values.get('c')).toBe(3);
  });

  test('are found by an index of the module, and saved by what that writes', () => {
    interface Place {
      readonly name: string;
      entry?: KeyedEntry<number, Place> | undefined;
    }
    const places = new Map(['a', 'b'].map((name): [string, Place] => [name, { name }]));
    const [a, b] = [...places.values()] as [Place, Place];
    const index: KeyIndex<Place, KeyedEntry<number, Place>> = {
      get: ({ entry }) => entry,
      set: (place, entry) => {
        place.entry = entry;
      },
      delete: (place) => {
        place.entry = undefined;
      },
      write: ({ name }) => name,
      read: (name) => places.get(String(name)) as Place,
    };
    const gone: Place[] = [];
    const values = connected(
      new KeyedCollection<number, Place>('k', { ttl: '1m', max: 9, index, onExpire: (place) => void gone.push(place) }),
    );
    values.set(a, 1);
    values.set(b, 2);
    expect([values.get(a), values.get(b), values.size]).toEqual([1, 2, 2]);
    expect(throughJson(values)).toEqual([
      ['a', 1, 0, 0],
      ['b', 2, 0, 1],
    ]);
    values.track(true);
    values.delete(a);
    expect([...values.changes()]).toMatchObject([{ key: '"b"' }]);
    values.restore(throughJson(values));
    expect([a.entry, values.get(b)]).toEqual([undefined, 2]);
    host.time.advance(200_000);
    expect(gone).toEqual([b]);
    expect(host.causes).toEqual([expect.stringMatching(/^expire k b \d+$/)]);
  });

  test('are told of again where a checkpoint that took some of them along has failed', () => {
    const values = connected(new KeyedCollection<number>('k', { max: 9 }));
    values.track(false);
    for (const key of ['a', 'b', 'c']) values.set(key, 1);
    for (const _ of values.changes()) break;
    values.track(true);
    for (const key of ['a', 'b', 'c']) values.set(key, 2);
    expect([...values.changes()].map(({ value }) => value)).toEqual(
      ['a', 'b', 'c'].map((key, i) => `["${key}",2,0,${i}]`),
    );
  });

  test('of a run with a greater maximum give way to the new one', () => {
    const before = connected(new KeyedCollection<number>('k', { max: 9 }));
    for (let i = 0; i < 9; i++) before.set(`${i}`, i);
    const keyed = connected(new KeyedCollection<number>('k', { max: 3 }));
    keyed.restore(throughJson(before));
    keyed.set('new', 1);
    expect([[...keyed.keys()], keyed.evicted]).toEqual([['7', '8', 'new'], 7]);
  });

  test('keep their order when entries take their place anew, whatever is let go meanwhile', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('set', 'delete'), fc.integer({ min: 0, max: 5 }))), (steps) => {
        host = new Host();
        const values = connected(new KeyedCollection<number, number>('k', { max: 4 }));
        let model: number[] = [];
        for (const [at, [step, key]] of steps.entries()) {
          host.time.advance((at + 1) * 1_000);
          model = model.filter((other) => other !== key);
          if (step === 'delete') values.delete(key);
          else {
            values.set(key, at);
            if (model.length === 4) model.shift();
            model.push(key);
          }
          expect([...values.keys()]).toEqual(model);
          expect(values.size).toBe(model.length);
        }
      }),
    );
  });

  test('may be deleted and set while somebody goes through them', () => {
    const values = connected(new KeyedCollection<number, number>('k', { ttl: '1m', max: 99 }));
    for (let key = 0; key < 10; key++) values.set(key, key);
    host.time.advance(30_000);
    const seen: number[] = [];
    for (const key of values.keys()) {
      seen.push(key);
      // This one and the next, or one that takes its place anew.
      if (key % 4 === 0) for (const gone of [key, key + 1]) values.delete(gone);
      else values.set(key, key);
    }
    expect(seen).toEqual([0, 2, 3, 4, 6, 7, 8]);
    expect([...values.values()]).toEqual([2, 3, 6, 7]);
  });

  test('need room for one key at least', () => {
    expect(() => new KeyedCollection('k', { max: 0 })).toThrow(expect.objectContaining({ code: 'STATE_MAX_INVALID' }));
  });

  test('go on from a checkpoint as if nothing had happened', () => {
    const run = (restart: boolean) => {
      host = new Host();
      const gone: string[] = [];
      const onExpire = (key: string) => void gone.push(`${key} at ${host.now}`);
      const create = (to: Host) => connected(new KeyedCollection<number>('k', { ttl: '1m', max: 3, onExpire }), to);
      let keyed = create(host);
      for (const [at, key] of [
        [1_000, 'a'],
        [1_500, 'b'],
        [2_000, 'a'],
        [9_000, 'c'],
        [9_001, 'd'],
      ] as const) {
        host.time.advance(at);
        keyed.set(key, at);
      }
      if (restart) {
        const saved = throughJson(keyed);
        const now = host.now;
        host = new Host();
        host.time.advance(now);
        keyed = create(host);
        keyed.restore(saved);
      }
      host.time.advance(5 * minute);
      return gone;
    };
    expect(run(true)).toEqual(run(false));
    expect(run(false)).toHaveLength(4);
  });
});

describe('a sliding window', () => {
  const add = (window: SlidingWindow, ...times: number[]) => times.map((time) => window.add('a', time));

  test('counts five instants that are spread over exactly its size', () => {
    const window = connected(new WindowCollection('w', { size: '1m', max: 10 }));
    expect(add(window, 0, 15_000, 30_000, 45_000, 60_000)).toEqual([1, 2, 3, 4, 5]);
    expect(add(window, 60_001)).toEqual([5]);
  });

  test('counts what comes out of order in the fullest window that holds it', () => {
    const window = connected(new WindowCollection('w', { size: 10, max: 10 }));
    expect(add(window, 0, 20, 30)).toEqual([1, 1, 2]);
    expect(add(window, 10)).toEqual([2]);
    expect(add(window, 15)).toEqual([3]);
  });

  test('agrees with a naive count, whatever the order', () => {
    const instants = fc.array(fc.record({ time: fc.nat(200), count: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 60 }), (entries, size) => {
        host = new Host();
        const window = connected(new WindowCollection('w', { size, max: 10 }));
        const seen: number[] = [];
        for (const { time, count } of entries) {
          for (let i = 0; i < count; i++) seen.push(time);
          const within = (from: number) => seen.filter((at) => at >= from && at <= from + size).length;
          const naive = Math.max(...seen.filter((at) => at <= time && time - at <= size).map(within));
          expect(window.add('a', time, count)).toBe(naive);
          expect(window.count('a', time)).toBe(seen.filter((at) => at <= time && time - at <= size).length);
        }
      }),
    );
  });

  test('keeps the newest instants of a key, and as many keys as it may', () => {
    const window = connected(new WindowCollection('w', { size: '1m', max: 2, maxPerKey: 3 }));
    expect(add(window, 0, 1, 2, 3, 4)).toEqual([1, 2, 3, 3, 3]);
    expect(window.add('b', 5, 50)).toBe(3);
    window.add('c', 6);
    expect([window.count('a', 6), window.count('b', 6), window.size, window.evicted]).toEqual([0, 3, 2, 1]);
  });

  test('lets a key go when its last instant counts no more', () => {
    const window = connected(new WindowCollection('w', { size: '1m', max: 10 }));
    add(window, 0, 5_000);
    host.time.advance(minute);
    expect(window.size).toBe(1);
    host.time.advance(10 * minute);
    expect(window.size).toBe(0);
  });
});

describe('counters', () => {
  test('merge as they say: sums, least and greatest values', () => {
    const create = () => new CountersCollection('c', { total: 'sum', first: 'min', last: 'max' });
    const [a, b, none] = [create(), create(), create()];
    for (const [counters, value] of [
      [a, 5],
      [b, 3],
      [b, 9],
    ] as const) {
      counters.add('total');
      counters.add('first', value);
      counters.add('last', value);
    }
    for (const part of [b, none]) a.merge(part);
    expect(a.values).toEqual({ total: 3, first: 3, last: 9 });
    expect(none.values).toEqual({ total: 0, first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY });
  });

  test('by day keep the last eight days', () => {
    const daily = connected(new DailyCountersCollection('d', ['failed']));
    const day = (n: number) => Date.UTC(2026, 0, n, 12);
    for (let n = 1; n <= 9; n++) daily.add('failed', day(n), n);
    daily.add('failed', day(3));
    expect(daily.of('2026-01-01')).toEqual({ failed: 0 });
    expect(daily.of('2026-01-03')).toEqual({ failed: 4 });
    const other = connected(new DailyCountersCollection('d', ['failed']));
    other.add('failed', day(9), 30);
    daily.merge(other);
    expect(daily.of('2026-01-09')).toEqual({ failed: 39 });
  });

  test('of a tally are few: the rest is counted together', () => {
    const tally = new TallyCollection('t', { max: 2 });
    for (const name of ['root', 'admin', 'root', 'oracle', 'pi', '__proto__']) tally.add(name);
    tally.add('admin', 5);
    expect(tally.sorted()).toEqual([
      ['admin', 6],
      ['root', 2],
    ]);
    expect([tally.rest, tally.evicted, tally.get('pi')]).toEqual([3, 3, 0]);
    const other = new TallyCollection('t', { max: 2 });
    other.add('root', 10);
    tally.merge(other);
    expect(tally.get('root')).toBe(12);
  });
});

describe('a checkpoint', () => {
  const day = Date.UTC(2026, 0, 1);
  const kinds: readonly [string, () => Collection, (collection: never) => void][] = [
    [
      'keyed values',
      () => new KeyedCollection('x', { ttl: '1m', max: 9 }),
      (keyed: Keyed<string[]>) => keyed.set('a', ['b']),
    ],
    [
      'a sliding window',
      () => new WindowCollection('x', { size: '1m', max: 9 }),
      (w: SlidingWindow) => w.add('a', 5, 2),
    ],
    ['counters', () => new CountersCollection('x', { n: 'sum', least: 'min' }), (c: Counters<'n'>) => c.add('n', 4)],
    ['daily counters', () => new DailyCountersCollection('x', ['n']), (c: DailyCounters<'n'>) => c.add('n', day)],
    ['a tally', () => new TallyCollection('x', { max: 1 }), (t: Tally) => t.add('__proto__', 3)],
  ];

  test.each(kinds)('keeps %s, and replaces what was there', (_, create, fill) => {
    const before = connected(create());
    fill(before as never);
    const saved = throughJson(before);
    expect(saved).not.toEqual(throughJson(create()));
    const after = connected(create());
    fill(after as never);
    after.restore(saved);
    expect(throughJson(after)).toEqual(saved);
    after.restore(throughJson(create()));
    expect(throughJson(after)).toEqual(throughJson(create()));
  });
});
