import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addInstants } from '../src/index.ts';

/** The most of `times` that lie within any span of `size` that holds `time`. */
function mostWith(times: readonly number[], time: number, size: number): number {
  const starts = times.filter((start) => start <= time && time - start <= size);
  return Math.max(...starts.map((start) => times.filter((at) => at >= start && at - start <= size).length));
}

test('instants in any order are counted as all windows that hold them would be', () => {
  const instants = fc.array(
    fc.record({ time: fc.integer({ min: 0, max: 60 }), count: fc.integer({ min: 1, max: 3 }) }),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(instants, fc.integer({ min: 0, max: 30 }), (added, sizeMs) => {
      const times: number[] = [];
      const all: number[] = [];
      for (const { time, count } of added) {
        for (let i = 0; i < count; i++) all.push(time);
        const most = addInstants(times, { time, count }, { sizeMs, max: 1_000, oldest: 0 });
        expect(most).toBe(mostWith(all, time, sizeMs));
      }
      expect(times).toEqual([...all].sort((a, b) => a - b));
    }),
  );
});

test('no more than the maximum is kept, the newest of them', () => {
  const times: number[] = [];
  const limits = { sizeMs: 100, max: 3, oldest: 0 };
  expect([1, 2, 3, 4].map((time) => addInstants(times, { time, count: 1 }, limits))).toEqual([1, 2, 3, 3]);
  expect(times).toEqual([2, 3, 4]);
  expect(addInstants(times, { time: 5, count: 9 }, limits)).toBe(3);
  expect(times).toEqual([5, 5, 5]);
});

test('what lies before the oldest that counts is let go where there is much of it', () => {
  const times: number[] = [];
  for (let time = 0; time < 100; time++)
    addInstants(times, { time, count: 1 }, { sizeMs: 10, max: 1_000, oldest: time - 10 });
  expect(times.length).toBeLessThan(32);
  expect(times.at(-1)).toBe(99);
});
