import { createKeyed } from '@correlator/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameOf, ProcessTable } from '../src/sessions/process-table.ts';

const pids = ['1', '01', '10', '1025', '2049', '999999999', '9999999999', '4294967297', 'main', '-1', '', '192.0.2.7'];
const name = fc.record({
  pid: fc.constantFrom(...pids),
  host: fc.constantFrom('a', 'web1', 'a-host-with-a-long-name'),
});

test('the table knows the processes that a collection has entries of, and no others', () => {
  const step = fc.tuple(fc.constantFrom('set first', 'set second', 'delete first', 'delete second'), name);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = new ProcessTable();
      const collections = [1, 2].map((at) =>
        createKeyed<number, ReturnType<typeof table.open>>(`k${at}`, { max: 99, index: table.createIndex() }),
      );
      const models = [new Map<string, number>(), new Map<string, number>()];
      for (const [at, [what, { pid, host }]] of steps.entries()) {
        const which = what.endsWith('first') ? 0 : 1;
        const process = table.open({ pid, host });
        const key = `${pid} ${host}`;
        if (what.startsWith('set')) {
          collections[which]?.set(process, at);
          models[which]?.set(key, at);
        } else expect(collections[which]?.delete(process)).toBe(models[which]?.delete(key));
        expect(nameOf(process)).toBe(key);
      }
      const known = new Set(models.flatMap((model) => [...model.keys()]));
      expect(table.size).toBe(known.size);
      for (const pid of pids) {
        for (const host of ['a', 'web1', 'a-host-with-a-long-name']) {
          const [process, key] = [table.find({ pid, host }), `${pid} ${host}`];
          expect(process !== undefined).toBe(known.has(key));
          expect(table.named(key)).toBe(process);
          if (process === undefined) continue;
          expect(collections.map((values) => values.get(process))).toEqual(models.map((model) => model.get(key)));
        }
      }
    }),
  );
});

test('the table grows with the processes, and shrinks to none', () => {
  const table = new ProcessTable();
  const values = createKeyed<number, ReturnType<typeof table.open>>('k', { max: 10_000, index: table.createIndex() });
  for (let pid = 1; pid <= 5_000; pid++)
    values.entries.insert(table.open({ pid: String(pid * 1_024), host: 'a' }), pid);
  expect([table.size, table.buckets.length]).toEqual([5_000, 8_192]);
  // Ids in steps of a power of two do not end up in a few chains.
  expect(table.buckets.filter((first) => first !== undefined).length).toBeGreaterThan(2_500);
  for (let pid = 1; pid <= 5_000; pid++) {
    const process = table.find({ pid: String(pid * 1_024), host: 'a' });
    expect(process && values.get(process)).toBe(pid);
  }
  values.clear();
  expect([table.size, values.size]).toEqual([0, 0]);
});

test('state that is restored in any order is of the same processes', () => {
  const table = new ProcessTable();
  const create = (at: number) =>
    createKeyed<number, ReturnType<typeof table.open>>(`k${at}`, { max: 9, index: table.createIndex() });
  const [first, second] = [create(1), create(2)];
  second.restore([['42 a', 2, 0, 0]]);
  first.restore([
    ['42 a', 1, 0, 0],
    ['7 b', 3, 0, 1],
  ]);
  const process = table.find({ pid: '42', host: 'a' });
  expect(process && [first.get(process), second.get(process)]).toEqual([1, 2]);
  expect([table.size, first.snapshot()]).toEqual([
    2,
    [
      ['42 a', 1, 0, 0],
      ['7 b', 3, 0, 1],
    ],
  ]);
});
