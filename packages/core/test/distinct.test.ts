import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDistinct, countDistinct, noneDistinct, noteDistinct } from '../src/index.ts';

test('different values within the window that ends at each are counted', () => {
  const seen = fc.array(
    fc.record({ value: fc.constantFrom('a', 'b', 'c', 'd', 'e'), after: fc.integer({ min: 0, max: 5 }) }),
  );
  fc.assert(
    fc.property(seen, fc.integer({ min: 0, max: 12 }), (steps, sizeMs) => {
      const distinct = noneDistinct();
      const all: { value: string; time: number }[] = [];
      let time = 0;
      for (const { value, after } of steps) {
        time += after;
        all.push({ value, time });
        const within = new Set(all.filter((one) => one.time >= time - sizeMs).map((one) => one.value));
        expect(addDistinct(distinct, value, time, { sizeMs, max: 5 })).toBe(within.size);
      }
    }),
  );
});

test('no more than the maximum is kept; what was seen longest ago gives way', () => {
  const distinct = noneDistinct();
  for (const [i, value] of ['a', 'b', 'c', 'a', 'd'].entries())
    addDistinct(distinct, value, i, { sizeMs: 100, max: 3 });
  expect(distinct).toEqual({ values: ['a', 'c', 'd'], times: [3, 2, 4] });
});

test('a value that comes late does not make it older', () => {
  const distinct = noneDistinct();
  addDistinct(distinct, 'a', 50, { sizeMs: 10, max: 3 });
  addDistinct(distinct, 'a', 20, { sizeMs: 10, max: 3 });
  expect(countDistinct(distinct, 55, 10)).toBe(1);
});

test('a value that was not seen within the window is new again', () => {
  const distinct = noneDistinct();
  const limits = { sizeMs: 10, max: 3 };
  const seen = [0, 10, 21].map((time) => noteDistinct(distinct, 'a', time, limits));
  expect(seen).toEqual([true, false, true]);
});

test('a value that comes late is counted with those of a window that holds it', () => {
  const distinct = noneDistinct();
  const limits = { sizeMs: 10, max: 9 };
  const counts = [100, 101, 50, 52, 95].map((time) => addDistinct(distinct, `seen at ${time}`, time, limits));
  expect(counts).toEqual([1, 2, 1, 2, 3]);
});
