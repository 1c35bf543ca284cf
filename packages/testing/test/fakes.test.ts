import { describe, expect, test } from 'vitest';
import { createManualClock, createMemoryInput, record } from '../src/index.ts';

const context = (clock = createManualClock(5_000)) => ({ clock, zone: 'UTC', warn() {} });

describe('a manual clock', () => {
  test('runs what falls due, in order, and shows the time at which it was due', async () => {
    const clock = createManualClock(1_000);
    const ran: [string, number][] = [];
    const note = (name: string) => () => void ran.push([name, clock.now()]);
    clock.after(20, note('third'));
    clock.after(10, note('first'));
    clock.after(10, note('second'));
    clock.after(15, note('never'))();
    clock.after(31, note('later'));
    await clock.advance(30);
    expect(ran).toEqual([
      ['first', 1_010],
      ['second', 1_010],
      ['third', 1_020],
    ]);
    expect(clock.now()).toBe(1_030);
  });

  test('lets come to rest what it set going', async () => {
    const clock = createManualClock();
    const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
    const ran: number[] = [];
    const work = async () => {
      for (let i = 0; i < 3; i++) {
        await wait(10);
        ran.push(clock.now());
      }
    };
    void work();
    await clock.advance(25);
    expect(ran).toEqual([10, 20]);
    await clock.advance(5);
    expect(ran).toEqual([10, 20, 30]);
  });
});

describe('a memory input', () => {
  test('gives batches, then the end, and goes on from a position', async () => {
    const create = () => createMemoryInput('memory', ['a', 'b', 'c', 'd', 'e'], { batchSize: 2 });
    const input = create();
    await input.start(context());
    expect((await input.read())?.records.map(({ message, offset }) => [message, offset])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    const [position, progress] = [JSON.parse(JSON.stringify(input.positions())), input.progress?.()];
    expect(progress).toBe(0.4);
    const resumed = create();
    resumed.resume(position);
    await resumed.start(context());
    const rest: string[] = [];
    for (let batch = await resumed.read(); batch !== undefined; batch = await resumed.read()) {
      rest.push(...batch.records.map(({ message }) => message));
    }
    expect(rest).toEqual(['c', 'd', 'e']);
    expect(resumed.progress?.()).toBe(1);
  });

  test('that is live waits for more, says when it came, and ends when told', async () => {
    const input = createMemoryInput('live', [], { live: true });
    await input.start(context());
    const read = input.read();
    input.push('late news');
    expect(await read).toMatchObject({ receivedAt: 5_000, records: [{ message: 'late news' }] });
    const end = input.read();
    input.end();
    expect(await end).toBeUndefined();
  });

  test('that is stopped gives nothing more', async () => {
    const input = createMemoryInput('live', ['a'], { live: true });
    await input.start(context());
    await input.stop();
    expect(await input.read()).toBeUndefined();
  });
});

test('a record is whole, whatever a test says of it', () => {
  expect(record({ time: '1970-01-01T00:00:01Z', message: 'hello' })).toMatchObject({
    time: 1_000,
    raw: 'hello',
    repeat: 1,
  });
  expect(record().time).toBe(Date.UTC(2026, 0, 1, 12));
});
