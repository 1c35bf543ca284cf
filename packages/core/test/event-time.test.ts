import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventTime } from '../src/time/event-time.ts';

describe('timers of event time', () => {
  test('run in the order of their due times, equal ones in the order in which they were set', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 })),
        fc.array(fc.integer({ min: 1, max: 10 })),
        (dues, steps) => {
          const time = new EventTime();
          const ran: [due: number, order: number][] = [];
          dues.forEach((due, order) => {
            time.schedule(due, (at) => {
              expect([at, time.now]).toEqual([due, due]);
              ran.push([due, order]);
              return undefined;
            });
          });
          time.advance(0);
          for (const step of [...steps, 20]) time.advance(time.now + step);
          expect(ran).toEqual(
            dues.map((due, order) => [due, order]).sort(([a = 0, m = 0], [b = 0, n = 0]) => a - b || m - n),
          );
        },
      ),
    );
  });

  test('run again when they say so, before event time arrives', () => {
    const time = new EventTime();
    const ran: number[] = [];
    time.schedule(10, (due) => {
      ran.push(due);
      return due + 10;
    });
    time.advance(35);
    expect(ran).toEqual([10, 20, 30]);
    expect(time.now).toBe(35);
  });

  test('may set others, also ones that are due already', () => {
    const time = new EventTime();
    const ran: string[] = [];
    const note = (name: string) => () => void ran.push(name);
    time.schedule(10, () => {
      ran.push('first');
      time.schedule(5, note('overdue'));
      time.schedule(12, note('later'));
      return undefined;
    });
    time.schedule(11, note('second'));
    time.advance(20);
    expect(ran).toEqual(['first', 'overdue', 'second', 'later']);
  });

  test('do not run when event time is told to go back', () => {
    const time = new EventTime();
    time.advance(100);
    time.schedule(50, () => expect.unreachable());
    time.advance(99);
    expect(time.now).toBe(100);
  });
});
