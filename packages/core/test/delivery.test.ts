import { type Event, NoticeEvent } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { type Listener, type ListenerContext, Module } from '../src/index.ts';
import { echo, eventsOf, seconds, summaries } from './fixtures.ts';

const numbers = Array.from({ length: 20 }, (_, i) => `${i + 1}`);

describe('a listener that takes batches', () => {
  test('is given no event twice', async () => {
    const handled: string[] = [];
    const rows: Listener = {
      name: 'rows',
      criteria: { systems: ['echo'] },
      queue: { batch: 6 },
      handle: () => expect.unreachable(),
      handleBatch: (events) => void handled.push(...events.map(({ summary }) => summary)),
    };
    await eventsOf(seconds(20), { modules: [echo], listeners: [rows] });
    expect(handled).toEqual(numbers);
  });
});

describe('an outcome', () => {
  test('is dispatched as the listener’s event, to modules too', async () => {
    class Blocked extends NoticeEvent.withFields({ type: 'wall.blocked', fields: {}, summary: 'blocked' }) {}
    class Counting extends Module {
      override readonly consumes = [Blocked];
      readonly totals = this.counters('totals', ['blocked']);

      override processEvent(): void {
        this.totals.add('blocked');
      }

      override statistics(): Event {
        return new NoticeEvent(`blocked ${this.totals.get('blocked')}`);
      }
    }
    const wall: Listener = { name: 'wall', criteria: { systems: ['echo'] }, handle: async () => new Blocked({}) };
    const counting = { name: 'counting', create: () => new Counting(undefined) };
    const events = await eventsOf(seconds(3), { modules: [echo, counting], listeners: [wall] });
    expect(summaries(events, 'wall')).toEqual(['blocked', 'blocked', 'blocked']);
    expect(new Set(events.filter(({ system }) => system === 'wall').map(({ id }) => id)).size).toBe(3);
    expect(events.some(({ system }) => system === 'counting')).toBe(true);
  });
});

describe('an event that a listener dispatches outside of a call', () => {
  class Opened extends NoticeEvent.withFields({ type: 'wall.opened', fields: {}, summary: 'opened' }) {}

  test('is dispatched as the listener’s, also from its start on, once', async () => {
    const opened = new Opened({});
    const reports: string[] = [];
    let lent: ListenerContext | undefined;
    const wall: Listener = {
      name: 'wall',
      criteria: { systems: ['echo'] },
      start(context) {
        lent = context;
        context.dispatch(new Opened({}));
      },
      handle() {
        lent?.dispatch(opened);
        lent?.dispatch({} as Event);
      },
    };
    const listen = {
      name: 'troubles',
      criteria: { systems: ['engine'] },
      handle: ({ summary }: Event) => void reports.push(summary),
    };
    const events = await eventsOf(seconds(2), { modules: [echo], listeners: [wall, listen] });
    const own = events.filter(({ type }) => type === 'wall.opened');
    expect(own.map(({ system }) => system)).toEqual(['wall', 'wall']);
    expect(new Set(own.map(({ id }) => id)).size).toBe(2);
    expect(reports.filter((report) => report.includes('wall'))).toEqual([
      expect.stringContaining('a value of type object'),
      expect.stringContaining('that was dispatched before'),
    ]);
  });
});
