import { type Event, NoticeEvent } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import {
  createCollectingListener,
  createEngine,
  createManualClock,
  createMemoryInput,
  type EngineOptions,
  type Listener,
  Module,
} from '../src/index.ts';
import { echo, eventsOf, seconds, summaries, ten, troubles } from './fixtures.ts';

const numbers = Array.from({ length: 20 }, (_, i) => `${i + 1}`);
const fast = { retries: 2, backoff: 0 };

/** Runs an engine over twenty records beside a listener in trouble; what another listener saw. */
async function beside(listener: Listener) {
  const witness = createCollectingListener('witness');
  const inputs = [createMemoryInput('memory', seconds(20))];
  const engine = createEngine({
    inputs,
    modules: [echo],
    listeners: [witness, { criteria: { systems: ['echo'] }, ...listener }],
  });
  await engine.run();
  return { events: witness.events, figures: engine.listeners().find((figures) => figures.listener === listener.name) };
}

/** An engine with one live input and a manual clock, started. */
async function live(options: Pick<EngineOptions, 'listeners'>) {
  const clock = createManualClock(ten);
  const input = createMemoryInput('live', [], { live: true, batchSize: 1 });
  const engine = createEngine({ inputs: [input], modules: [echo], clock, ...options });
  await engine.start();
  return { clock, input, engine };
}

describe('a listener that fails', () => {
  test.each<[string, Listener['handle']]>([
    [
      'throws',
      () => {
        throw new Error('no space');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no space'))],
  ])('since it %s is in nobody else’s way', async (_, handle) => {
    const { events, figures } = await beside({ name: 'bad', queue: { retries: 0, backoff: 0 }, handle });
    expect(summaries(events, 'echo')).toEqual(numbers);
    expect(troubles(events)).toContain('engine.listener-failing');
    expect(events.find(({ type }) => type === 'engine.listener-failed')?.summary).toBe('listener bad failed: no space');
    expect(figures).toMatchObject({ handled: 0, deadLetters: 20, queued: 0, state: 'failing' });
  });

  test('is tried again', async () => {
    let calls = 0;
    const handled: string[] = [];
    const handle = ({ summary }: Event) => {
      if (++calls % 3 !== 0) throw new Error('try again');
      handled.push(summary);
    };
    const { events, figures } = await beside({ name: 'moody', queue: fast, handle });
    expect(handled).toEqual(numbers);
    expect(figures).toMatchObject({ handled: 20, deadLetters: 0, state: 'ok' });
    expect(troubles(events)).toEqual([]);
  });

  test('with a batch loses only the event that is bad', async () => {
    const handled: string[] = [];
    const handleBatch = (events: readonly Event[]) => {
      if (events.some(({ summary }) => summary === '7')) throw new Error('cannot write a seven');
      handled.push(...events.map(({ summary }) => summary));
    };
    const { figures } = await beside({ name: 'rows', queue: fast, handle: () => expect.unreachable(), handleBatch });
    expect(handled).toEqual(numbers.filter((number) => number !== '7'));
    expect(figures).toMatchObject({ handled: 19, deadLetters: 1 });
  });
});

describe('a listener that takes batches', () => {
  test('is given no event twice', async () => {
    const handled: string[] = [];
    const single: string[] = [];
    const { figures } = await beside({
      name: 'rows',
      queue: { batch: 6 },
      handle: ({ summary }) => void single.push(summary),
      handleBatch: (events) => void handled.push(...events.map(({ summary }) => summary)),
    });
    expect([handled, single]).toEqual([numbers, []]);
    expect(figures).toMatchObject({ handled: 20, deadLetters: 0 });
  });
});

describe('a listener that hangs', () => {
  test('is told so after its timeout, and given up at the end; all others hear of it', async () => {
    const [first, last] = [createCollectingListener('first'), createCollectingListener('last')];
    let aborted = false;
    const hang: Listener['handle'] = (_, signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => {});
    };
    const hanging: Listener = {
      name: 'hanging',
      criteria: { systems: ['echo'] },
      queue: { timeout: '10s' },
      handle: hang,
    };
    const { clock, input, engine } = await live({ listeners: [first, hanging, last] });
    input.push(...seconds(20));
    await clock.advance(9_999);
    expect(engine.listeners()[1]).toMatchObject({ state: 'ok', queued: 19 });
    await clock.advance(1);
    expect([engine.listeners()[1]?.state, aborted]).toEqual(['stalled', true]);
    await engine.stop();
    for (const { events } of [first, last]) {
      expect(summaries(events, 'echo')).toEqual(numbers);
      expect(troubles(events)).toEqual(['engine.listener-stalled', 'engine.listener-abandoned']);
    }
  });
});

describe('a listener that is slow', () => {
  test('is waited for where inputs end: nothing is lost', async () => {
    const handled: string[] = [];
    const handle = async ({ summary }: Event) => {
      for (let i = 0; i < 50; i++) await Promise.resolve();
      handled.push(summary);
    };
    const { events, figures } = await beside({ name: 'slow', queue: { capacity: 2 }, handle });
    expect(handled).toEqual(numbers);
    expect(figures).toMatchObject({ handled: 20, dropped: 0, state: 'ok' });
    expect(summaries(events, 'echo')).toEqual(numbers);
  });

  test('slows live inputs for as long as patience allows, then drops its oldest, with a count', async () => {
    const witness = createCollectingListener('witness');
    const release: (() => void)[] = [];
    const handled: string[] = [];
    const slow: Listener = {
      name: 'slow',
      criteria: { systems: ['echo'] },
      queue: { capacity: 3, timeout: '1h' },
      async handle({ summary }) {
        await new Promise<void>((resolve) => release.push(resolve));
        handled.push(summary);
      },
    };
    const { clock, input, engine } = await live({ listeners: [witness, slow] });
    input.push(...seconds(20));
    await clock.advance(4_999);
    expect(summaries(witness.events, 'echo')).toEqual(['1', '2', '3', '4']);
    await clock.advance(1);
    expect(summaries(witness.events, 'echo')).toEqual(numbers);
    expect(engine.listeners()[1]).toMatchObject({ handled: 0, dropped: 16, queued: 3 });
    expect(troubles(witness.events)).toEqual(['engine.listener-dropped', 'engine.listener-dropped']);
    const stopped = engine.stop();
    for (let i = 0; i < 4; i++) {
      release[i]?.();
      await clock.advance(0);
    }
    await stopped;
    expect(handled).toEqual(['1', '18', '19', '20']);
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
