import { AuditEvent, type Event, NoticeEvent, text } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { createEngine, type Input, type Listener, Module, type StatisticsRequest } from '../src/index.ts';
import { createCollectingListener, createManualClock, createMemoryInput } from '../src/testing/index.ts';
import { Door, derived, doing, echo, eventsOf, Failed, seconds, summaries, ten, troubles } from './fixtures.ts';

const door = { name: 'door', create: () => new Door(undefined) };
const hosts = Array.from({ length: 40 }, (_, i) => ({ host: `web${i % 7}`, time: ten + i * 7_000 }));
const later = { host: 'late01', time: ten + 3_600_000 };

/** Dispatches what it was asked statistics for. */
class Days extends Module {
  override process(): void {}

  override statistics({ reason, day, time }: StatisticsRequest): Event {
    return new NoticeEvent(`${reason} ${day} ${new Date(time).toISOString()}`);
  }
}

const days = { name: 'days', create: () => new Days(undefined) };

describe('records', () => {
  test('go to the modules that want their program, in order', async () => {
    class Of extends Module<readonly string[] | undefined> {
      override readonly programs = this.options;

      override process({ program, message }: { program: string; message: string }): void {
        this.dispatch(new NoticeEvent(`${program} ${message}`));
      }
    }
    const of = (name: string, programs?: readonly string[]) => ({ name, create: () => new Of(programs) });
    const programs = ['sshd', 'cron', 'sshd-session', 'sshd'];
    const records = seconds(4).map((record, i) => ({ ...record, program: programs[i] ?? '' }));
    const modules = [of('ssh', ['sshd', 'sshd-session']), of('every'), of('none', [])];
    const events = await eventsOf(records, { modules });
    expect(summaries(events, 'ssh')).toEqual(['sshd 1', 'sshd-session 3', 'sshd 4']);
    expect(summaries(events, 'every')).toEqual(['sshd 1', 'cron 2', 'sshd-session 3', 'sshd 4']);
    expect(summaries(events, 'none')).toEqual([]);
  });

  test('that come late are flagged and counted, and the ledger adds up', async () => {
    const times = [0, 20, 15, 14, 30, 24, 25];
    const records = times.map((s) => ({ time: ten + s * 1_000 }));
    const late: number[] = [];
    const spot = doing('spot', (record) => void (record.late && late.push((record.time - ten) / 1_000)));
    const engine = createEngine({ inputs: [createMemoryInput('memory', records)], modules: [spot] });
    await engine.run();
    expect(late).toEqual([14, 24]);
    expect(engine.ledger()).toEqual([
      {
        input: 'memory',
        read: 7,
        processed: 7,
        late: 2,
        retimed: 0,
        unparsed: 0,
        dropped: {},
        inFlight: 0,
        bytes: 7,
        failures: 0,
      },
    ]);
  });

  test('that are behind other inputs are late though they are the newest of their own', async () => {
    const clock = createManualClock(ten);
    const ahead = createMemoryInput('ahead', [{ time: ten }], { live: true });
    const behind = createMemoryInput('behind', [], { live: true });
    const late: string[] = [];
    const spot = doing('spot', (record) => void (record.late && late.push(record.message)));
    const engine = createEngine({ inputs: [ahead, behind], modules: [spot], clock });
    await engine.start();
    await clock.advance(0);
    behind.push({ time: ten - 60_000, message: 'old' }, { time: ten - 59_000, message: 'not so old' });
    await clock.advance(0);
    await engine.stop();
    expect(late).toEqual(['old', 'not so old']);
  });

  test('that are too far ahead of their receipt get its time', async () => {
    const clock = createManualClock(ten);
    const input = createMemoryInput('live', [{ time: ten + 60_000 }, { time: ten + 60_001 }], { live: true });
    const seen: [number, boolean][] = [];
    const spot = doing('spot', ({ time, retimed }) => void seen.push([time - ten, retimed]));
    const engine = createEngine({ inputs: [input], modules: [spot], clock });
    await engine.start();
    await clock.advance(0);
    await engine.stop();
    expect(seen).toEqual([
      [60_000, false],
      [0, true],
    ]);
    expect(engine.ledger()[0]).toMatchObject({ read: 2, processed: 2, retimed: 1 });
  });

  test('that could not be parsed, or were dropped, are counted and said', async () => {
    const memory = createMemoryInput('memory', []);
    const source = { input: 'odd', identity: 'odd' };
    const entry = { reason: 'no-time', explanation: 'it names no time', column: 0, raw: 'x', source, offset: 0 };
    const batch = {
      records: [],
      unparsed: Array(5).fill(entry),
      dropped: [{ reason: 'ring-full', count: 7 }],
      bytes: 10,
    };
    const batches = [batch];
    const input: Input = { ...memory, name: 'odd', read: async () => batches.shift() };
    const collector = createCollectingListener();
    const engine = createEngine({ inputs: [input], modules: [echo], listeners: [collector] });
    await engine.run();
    expect(troubles(collector.events)).toEqual(['engine.dropped', ...Array(3).fill('engine.unparsed')]);
    expect(engine.ledger()).toMatchObject([
      { read: 12, processed: 0, unparsed: 5, dropped: { 'ring-full': 7 }, inFlight: 0 },
    ]);
    const ledger = collector.events.find(({ type }) => type === 'engine.ledger');
    expect(ledger?.data).toMatchObject({ read: 12, unparsed: 5, dropped: 7 });
  });
});

describe('events', () => {
  test('feed the modules that consume their class, at the moment when they are dispatched', async () => {
    class Guard extends Module {
      override readonly consumes = [Failed];

      override processEvent({ data }: Event): void {
        this.dispatch(new NoticeEvent(`${data.host}: ${data.count}`));
      }
    }
    const guard = { name: 'guard', create: () => new Guard(undefined) };
    const events = await eventsOf(seconds(2), { modules: [door, guard, echo] });
    const order = derived(events).map(({ system, summary }) => (system === 'echo' ? 'echo' : summary));
    expect(order.slice(0, 3)).toEqual(['web01 failed for the 1. time', 'web01: 1', 'echo']);
    expect(summaries(events, 'guard')).toEqual(['web01: 1', 'web01: 2']);
  });

  test('that are internal go to modules alone', async () => {
    class Hint extends AuditEvent.withFields({
      type: 'door.hint',
      internal: true,
      fields: { of: text('Of') },
      summary: '',
    }) {}
    class Guard extends Module {
      override readonly consumes = [Hint];

      override processEvent({ data, record }: Event): void {
        this.dispatch(new NoticeEvent(`hint ${data.of} of record ${record?.offset}`));
      }
    }
    const hints = doing('hints', ({ message }, module) => module.dispatch(new Hint({ of: message })));
    const events = await eventsOf(seconds(2), {
      modules: [hints, { name: 'guard', create: () => new Guard(undefined) }],
    });
    expect(derived(events).map(({ summary }) => summary)).toEqual(['hint 1 of record 0', 'hint 2 of record 1']);
  });

  test('are the same on every run, byte for byte, each with an id of its own', async () => {
    const run = async () => derived(await eventsOf([...hosts, later], { modules: [door, days] }));
    const [first, second] = [await run(), await run()];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(new Set(first.map(({ id }) => id)).size).toBe(first.length);
    expect(first.filter(({ summary }) => summary.includes('forgotten'))).toHaveLength(7);
  });

  test('are the same whatever the size of batches', async () => {
    const run = async (batchSize: number) => {
      const collector = createCollectingListener();
      const inputs = [createMemoryInput('memory', [...hosts, later], { batchSize })];
      await createEngine({ inputs, modules: [door], listeners: [collector] }).run();
      return JSON.stringify(collector.events);
    };
    expect(await run(1)).toBe(await run(100));
  });

  test('of four partitions are those of one', async () => {
    const run = async (partitions: number) => {
      const events = derived(await eventsOf([...hosts, later], { modules: [door], partitions }));
      return events.map((event) => JSON.stringify(event)).sort();
    };
    const one = await run(1);
    expect(one.length).toBeGreaterThan(hosts.length);
    expect(await run(4)).toEqual(one);
  });

  test('are dispatched once each', async () => {
    const one = new NoticeEvent('again');
    const events = await eventsOf(seconds(2), { modules: [doing('twice', (_, module) => module.dispatch(one))] });
    expect(summaries(events, 'twice')).toEqual(['again']);
    expect(summaries(events, 'engine')[0]).toContain('was dispatched twice');
  });
});

describe('timers', () => {
  test('run whenever event time passes a multiple of their interval', async () => {
    class Clocked extends Module {
      readonly timer = this.every('10s', 'pulse', (due) =>
        this.dispatch(new NoticeEvent(`${due - ten} ${this.now - ten}`)),
      );
      override process(): void {}
    }
    const clocked = { name: 'clocked', create: () => new Clocked(undefined) };
    const records = [0, 14, 15, 16, 31].map((s) => ({ time: ten + s * 1_000 }));
    expect(summaries(await eventsOf(records, { modules: [clocked] }), 'clocked')).toEqual([
      '0 0',
      '10000 10000',
      '20000 20000',
      '30000 30000',
    ]);
  });

  test('move with the wall clock while live inputs are idle', async () => {
    const clock = createManualClock(ten);
    const collector = createCollectingListener('collector', { systems: ['door'] });
    const input = createMemoryInput('live', [{ time: ten }], { live: true });
    const engine = createEngine({ inputs: [input], modules: [door], listeners: [collector], clock });
    await engine.start();
    await clock.advance(9 * 60_000);
    expect(collector.events.map(({ summary }) => summary)).toEqual(['web01 failed for the 1. time']);
    await clock.advance(2 * 60_000);
    expect(collector.events.at(-1)?.summary).toBe('web01 is forgotten after 1');
    await engine.stop();
  });
});

describe('statistics', () => {
  test.each([
    ['2026-03-28T12:00:00Z', ['2026-03-28 2026-03-28T23:00:00.000Z', '2026-03-29 2026-03-29T22:00:00.000Z']],
    ['2026-10-24T12:00:00Z', ['2026-10-24 2026-10-24T22:00:00.000Z', '2026-10-25 2026-10-25T23:00:00.000Z']],
  ])('come at each midnight of the zone, after days of 23 and 25 hours: %s', async (start, midnights) => {
    const records = Array.from({ length: 48 }, (_, hour) => ({ time: Date.parse(start) + hour * 3_600_000 }));
    const events = await eventsOf(records, { modules: [days], zone: 'Europe/Berlin' });
    expect(summaries(events, 'days').slice(0, -1)).toEqual(midnights.map((text) => `midnight ${text}`));
    expect(events.filter(({ type }) => type === 'engine.ledger')).toHaveLength(3);
  });

  test('come of each silent day too, unless the clock jumped by more than 400 days', async () => {
    const days400 = 400 * 86_400_000;
    const after = async (jump: number) => {
      const events = await eventsOf([{ time: ten }, { time: ten + jump }], { modules: [days] });
      return summaries(events, 'days').slice(0, -1);
    };
    expect(await after(3 * 86_400_000)).toEqual([
      'midnight 2026-11-23 2026-11-24T00:00:00.000Z',
      'midnight 2026-11-24 2026-11-25T00:00:00.000Z',
      'midnight 2026-11-25 2026-11-26T00:00:00.000Z',
    ]);
    expect(await after(days400)).toHaveLength(400);
    expect(await after(days400 + 86_400_000)).toHaveLength(1);
  });

  test('come at the end of input, with event time at the last record', async () => {
    const events = await eventsOf(seconds(3), { modules: [days] });
    expect(summaries(events, 'days')).toEqual(['end 2026-11-23 2026-11-23T10:00:02.000Z']);
  });

  test('come on request, from the engine, each with its own id', async () => {
    const clock = createManualClock(ten);
    const collector = createCollectingListener();
    const input = createMemoryInput('live', seconds(1), { live: true });
    const engine = createEngine({ inputs: [input], modules: [days], listeners: [collector], clock });
    await engine.start();
    await clock.advance(0);
    for (let i = 0; i < 2; i++) engine.requestStatistics();
    await clock.advance(0);
    const asked = collector.events.filter(({ summary }) => summary.startsWith('request'));
    expect(asked.map(({ system }) => system)).toEqual(['engine', 'engine']);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(2);
    await engine.stop();
  });
});

describe('the parts of an engine', () => {
  const recorder = (log: string[]) => {
    const listener = (name: string, fail = false): Listener => ({
      name,
      handle() {},
      start() {
        log.push(`start ${name}`);
        if (fail) throw new Error(`${name} cannot start`);
      },
      stop: () => void log.push(`stop ${name}`),
    });
    const input = (name: string, fail = false): Input => {
      const memory = createMemoryInput(name, []);
      const start: Input['start'] = async (context) => {
        log.push(`start ${name}`);
        if (fail) throw new Error(`${name} cannot start`);
        await memory.start(context);
      };
      return { ...memory, start, stop: async () => void log.push(`stop ${name}`) };
    };
    return { listener, input };
  };

  test('start downstream first and stop upstream first', async () => {
    const log: string[] = [];
    const { listener, input } = recorder(log);
    const listeners = [listener('log'), listener('csv')];
    await createEngine({ inputs: [input('a'), input('b')], modules: [], listeners }).run();
    expect(log).toEqual(
      ['log', 'csv', 'a', 'b']
        .map((name) => `start ${name}`)
        .concat(['a', 'b', 'csv', 'log'].map((name) => `stop ${name}`)),
    );
  });

  test('are stopped again where one cannot start', async () => {
    const log: string[] = [];
    const { listener, input } = recorder(log);
    const engine = createEngine({ inputs: [input('a'), input('b', true)], modules: [], listeners: [listener('log')] });
    await expect(engine.start()).rejects.toThrow('b cannot start');
    expect(log).toEqual(['start log', 'start a', 'start b', 'stop a', 'stop log']);
  });

  test('are all stopped where one cannot start and another cannot stop', async () => {
    const log: string[] = [];
    const { listener, input } = recorder(log);
    const stuck: Listener = {
      ...listener('stuck'),
      stop() {
        throw new Error('stuck cannot stop');
      },
    };
    const engine = createEngine({ inputs: [input('a', true)], modules: [], listeners: [listener('log'), stuck] });
    await expect(engine.start()).rejects.toThrow('a cannot start');
    expect(log.at(-1)).toBe('stop log');
  });

  class Ring extends Module<readonly [typeof Failed, typeof Closed]> {
    override readonly consumes = [this.options[0]];
    override readonly dispatches = [this.options[1]] as never;
    override processEvent(): void {}
  }
  class Closed extends AuditEvent.withFields({ type: 'door.closed', fields: { of: text('Of') }, summary: '' }) {}
  const ring = (name: string, from: unknown, to: unknown) => ({ name, create: () => new Ring([from, to] as never) });

  test.each([
    ['two modules of one name', { modules: [echo, echo] }, 'NAME_TAKEN'],
    [
      'two inputs of one name',
      { modules: [], inputs: [createMemoryInput('a', []), createMemoryInput('a', [])] },
      'NAME_TAKEN',
    ],
    [
      'two listeners of one name',
      { modules: [], listeners: [createCollectingListener(), createCollectingListener()] },
      'NAME_TAKEN',
    ],
    [
      'modules that feed one another',
      { modules: [ring('a', Failed, Closed), ring('b', Closed, Failed)] },
      'MODULE_CYCLE',
    ],
    ['a module that feeds itself', { modules: [ring('a', Closed, Closed)] }, 'MODULE_CYCLE'],
  ])('are refused at start: %s', async (_, options, code) => {
    await expect(createEngine({ inputs: [], ...options }).start()).rejects.toMatchObject({ code });
  });

  test('are refused at start: timers in partitions, and state declared twice', async () => {
    class Split extends Door {
      readonly timer = this.every('1m', 'pulse', () => {});
    }
    class Twice extends Door {
      readonly again = this.counters('totals', ['n']);
    }
    const start = (create: () => Module) => createEngine({ inputs: [], modules: [{ name: 'x', create }] }).start();
    await expect(start(() => new Split(undefined))).rejects.toMatchObject({ code: 'MODULE_TIMER_PARTITIONED' });
    await expect(start(() => new Twice(undefined))).rejects.toMatchObject({ code: 'STATE_NAME_TAKEN' });
    expect(() => new Door(undefined).now).toThrow(expect.objectContaining({ code: 'MODULE_NOT_RUNNING' }));
  });

  test('show how far they have come', async () => {
    const engine = createEngine({ inputs: [createMemoryInput('memory', seconds(3))], modules: [] });
    expect(engine.progress()).toEqual({ records: 0, bytes: 0, fraction: 0, eventTime: undefined });
    await engine.run();
    expect(engine.progress()).toEqual({ records: 3, bytes: 6, fraction: 1, eventTime: ten + 2_000 });
  });
});
