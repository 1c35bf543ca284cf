import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, packInstants, unpackInstants } from '../src/index.ts';
import { KeyedCollection } from '../src/state/keyed.ts';
import { WindowCollection } from '../src/state/sliding-window.ts';

const instants = fc.array(
  fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: 1.7e12, max: 1.8e12 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
);

test('packed instants are unpacked as they were, whole or not', () => {
  fc.assert(
    fc.property(instants, (times) => {
      const packed = JSON.parse(JSON.stringify(packInstants(times))) as (number | null)[];
      expect(unpackInstants(packed)).toEqual(times.map((time) => (Object.is(time, -0) ? 0 : time)));
    }),
  );
  expect(packInstants([1_000, 1_500, 1_500])).toEqual([1_000, 500, 0]);
});

test('values are packed for a store, and unpacked when they come from it or from another partition', () => {
  const made = () =>
    new KeyedCollection<{ times: number[] }>('k', {
      max: 10,
      pack: ({ times }) => packInstants(times),
      unpack: (packed: Json) => ({ times: unpackInstants(packed as number[]) }),
    });
  const [one, other, merged] = [made(), made(), made()];
  one.track(false);
  one.set('a', { times: [1_000, 2_000] });
  expect([...one.changes()]).toEqual([{ key: '"a"', value: '["a",[1000,1000],0,0]' }]);
  other.restore(JSON.parse(JSON.stringify(one.snapshot())) as Json);
  merged.merge(one);
  expect([other.get('a'), merged.get('a')]).toEqual([{ times: [1_000, 2_000] }, { times: [1_000, 2_000] }]);
  expect(merged.get('a')?.times).not.toBe(one.get('a')?.times);
});

test('what came and went between two checkpoints is no news for a store; what it had and is gone is', () => {
  const keyed = new KeyedCollection<number>('k', { max: 10 });
  const window = new WindowCollection('w', { size: '1m', max: 10 });
  for (const collection of [keyed, window]) collection.track(false);
  keyed.set('brief', 1);
  keyed.delete('brief');
  keyed.set('kept', 1);
  window.add('brief', 1_000);
  window.delete('brief');
  window.add('kept', 1_000);
  expect([...keyed.changes(), ...window.changes()].map(({ key }) => key)).toEqual(['"kept"', '"kept"']);
  keyed.delete('kept');
  keyed.set('kept', 2);
  window.delete('kept');
  expect([...keyed.changes()]).toEqual([
    { key: '"kept"', value: null },
    { key: '"kept"', value: '["kept",2,0,2]' },
  ]);
  expect([...window.changes()]).toEqual([{ key: '"kept"', value: null }]);
  keyed.track(true);
  expect([...keyed.changes()]).toHaveLength(1);
});
