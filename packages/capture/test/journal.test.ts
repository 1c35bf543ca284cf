import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEngine,
  createMemoryStore,
  type Input,
  type Json,
  Module,
  parseOptions,
  type RecordBatch,
} from '@correlator/core';
import { createCollectingListener, createManualClock, createMemoryInput } from '@correlator/core/testing';
import { type LogRecord, NoticeEvent } from '@correlator/events';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createJournaledInput, type JournalOptions, journalOptions, openCapture } from '../src/index.ts';
import { folder, ten } from './support.ts';

const settings = (options: JournalOptions) => parseOptions(journalOptions, options, 'journal');

/** An input that cannot read again what it gave. */
function volatileInput(messages?: readonly string[]) {
  const drafts = (messages ?? []).map((message) => ({ message, time: ten }));
  const memory = createMemoryInput('net', drafts, { live: messages === undefined, batchSize: 2 });
  const input: Input = { ...memory, positions: () => null, resume: () => {} };
  return { memory, input };
}

/** What an engine lends to an input. */
function context() {
  const warnings: string[] = [];
  return {
    warnings,
    clock: createManualClock(ten),
    zone: 'UTC',
    warn: (summary: string) => void warnings.push(summary),
  };
}

const messagesOf = (batch: RecordBatch | undefined) => batch?.records.map(({ message }) => message);

/** Opens a journaled input at a position. */
async function opened(options: JournalOptions, messages: readonly string[], position?: Json) {
  const { memory, input } = volatileInput(messages);
  const journaled = createJournaledInput(input, settings(options));
  if (position !== undefined) journaled.resume(position);
  const lent = context();
  await journaled.start(lent);
  return { memory, journaled, warnings: lent.warnings };
}

async function readAll({ journaled }: { journaled: Input }): Promise<string[]> {
  const all: string[] = [];
  for (let batch = await journaled.read(); batch !== undefined; batch = await journaled.read()) {
    all.push(...(messagesOf(batch) ?? []));
  }
  return all;
}

describe('an input with a journal', () => {
  test('gives only what is in the file, and after a crash what was not committed, then what comes anew', async () => {
    const path = join(folder(), 'net.capture');
    const first = await opened({ path }, ['1', '2', '3', '4', '5']);
    const start = first.journaled.positions();
    expect(messagesOf(await first.journaled.read())).toEqual(['1', '2']);
    const afterOne = first.journaled.positions();
    await vi.waitFor(async () => expect((await openCapture(path)).files[0]?.blocks.length).toBeGreaterThan(0));
    expect(messagesOf(await first.journaled.read())).toEqual(['3', '4']);
    // What it had read ahead is in the file, too. The process is killed: nobody stops it.
    await vi.waitFor(async () => expect((await openCapture(path)).files[0]?.blocks).toHaveLength(3));
    const second = await opened({ path }, ['6', '7'], afterOne);
    expect(await readAll(second)).toEqual(['3', '4', '5', '6', '7']);
    const third = await opened({ path }, [], start);
    expect(await readAll(third)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    const last = await opened({ path }, ['8'], second.journaled.positions());
    expect(await readAll(last)).toEqual(['8']);
  });

  test('goes on behind a run that received nothing', async () => {
    const path = join(folder(), 'net.capture');
    const silent = await opened({ path }, []);
    const position = silent.journaled.positions();
    await readAll(silent);
    expect(await readAll(await opened({ path }, ['1'], position))).toEqual(['1']);
  });

  test.each([[0], [30], [64], [65], [200]])('cuts off a batch of which only %i bytes were written', async (bytes) => {
    const path = join(folder(), 'net.capture');
    const first = await opened({ path }, ['1', '2']);
    const position = first.journaled.positions();
    await readAll(first);
    const whole = statSync(path).size;
    const second = await opened({ path }, ['3', '4'], first.journaled.positions());
    await readAll(second);
    truncateSync(path, whole + bytes);
    const third = await opened({ path }, ['5'], position);
    expect(await readAll(third)).toEqual(['1', '2', '5']);
    truncateSync(path, bytes);
    expect(await readAll(await opened({ path }, ['6'], position))).toEqual(['6']);
  });

  test('keeps files until a checkpoint is behind them, and no longer', async () => {
    const path = join(folder(), 'net.capture');
    const random = Array.from({ length: 60 }, () => randomBytes(40_000).toString('base64'));
    const { journaled } = await opened({ path, maxFileBytes: 1_000_000, keep: 1, level: 1 }, random);
    const positions: Json[] = [];
    while ((await journaled.read()) !== undefined) positions.push(journaled.positions());
    const files = () => readdirSync(join(path, '..')).length;
    const before = files();
    expect(before).toBeGreaterThan(1);
    journaled.committed?.(positions[0] as Json);
    expect(files()).toBe(before);
    journaled.committed?.(positions.at(-1) as Json);
    await vi.waitFor(() => expect(files()).toBe(Math.min(before, 2)));
  });

  test('stays open while it cannot write, and says so; what it has received is written once, and nothing is lost', async () => {
    const path = join(folder(), 'net.capture');
    const { input } = volatileInput(['1', '2', '3', '4']);
    const closed: string[] = [];
    const watched = { ...input, stop: async () => void closed.push('closed') };
    const journaled = createJournaledInput(watched, settings({ path }));
    const lent = context();
    await journaled.start(lent);
    // Somebody else has written to it: an append is refused.
    writeFileSync(path, 'x');
    const read = journaled.read();
    await vi.waitFor(() => expect(lent.warnings).toHaveLength(1));
    expect(lent.warnings[0]).toMatch(/^the journal cannot be written, and the input waits: /);
    await lent.clock.advance(1_000);
    writeFileSync(path, '');
    await vi.waitFor(async () => {
      await lent.clock.advance(60_000);
      expect(lent.warnings.at(-1)).toBe('the journal is written again');
    });
    expect(messagesOf(await read)).toEqual(['1', '2']);
    expect(await readAll({ journaled })).toEqual(['3', '4']);
    expect(closed).toEqual([]);
  });

  test('that cannot write when it is stopped ends all the same', async () => {
    const path = join(folder(), 'net.capture');
    const { journaled } = await opened({ path }, ['1']);
    writeFileSync(path, 'x');
    const read = journaled.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await journaled.stop();
    await expect(read).rejects.toMatchObject({ code: 'CAPTURE_SHARED' });
  });

  test('refuses a position of another kind', () => {
    const { input } = volatileInput();
    expect(() => createJournaledInput(input, settings({ path: 'x' })).resume({ offset: 7 })).toThrow(
      expect.objectContaining({ code: 'POSITION_INVALID' }),
    );
  });
});

class Counting extends Module {
  readonly seen = this.counters('seen', ['records']);
  override process({ message }: LogRecord): void {
    this.seen.add('records');
    this.dispatch(new NoticeEvent(`${message} is number ${this.seen.get('records')}`));
  }
}

const counting = { name: 'counting', create: () => new Counting(undefined) };

describe('an engine whose input has a journal', () => {
  test('processes each record that was accepted exactly once, however often it is killed', async () => {
    const run = fc.record({ messages: fc.nat({ max: 5 }), seconds: fc.nat({ max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 6 }), async (runs) => {
        const path = join(folder(), 'net.capture');
        const store = createMemoryStore();
        const rows: string[] = [];
        let sent = 0;
        let seen: readonly string[] = [];
        for (const [i, { messages, seconds }] of [...runs, { messages: 0, seconds: 2 }].entries()) {
          const { memory, input } = volatileInput();
          const clock = createManualClock(ten + i * 100_000);
          const alive = { yes: true };
          const collector = createCollectingListener('rows', { systems: ['counting'] });
          const listener = {
            ...collector,
            commit: () => rows.length,
            restore: (position: Json) => void rows.splice(position as number),
            handle: async ({ summary }: { summary: string }) => {
              if (!alive.yes) return new Promise<never>(() => {});
              rows.push(summary);
            },
          };
          const dying = { ...store, begin: () => (alive.yes ? store.begin() : dead) };
          const inputs = [createJournaledInput(input, settings({ path, sync: false }))];
          const engine = createEngine({ inputs, modules: [counting], listeners: [listener], store: dying, clock });
          await engine.start();
          for (let m = 0; m < messages; m++) memory.push({ message: `m${sent++}`, time: clock.now() });
          for (let s = 0; s < seconds; s++) await settled(clock, 1_000);
          await vi.waitFor(() => expect(Number(memory.positions())).toBe(messages));
          await settled(clock, 0);
          seen = (await journaled(path)).map((message, n) => `${message} is number ${n + 1}`);
          if (i === runs.length)
            await vi.waitFor(async () => {
              await settled(clock, 1_000);
              expect(rows).toEqual(seen);
            });
          alive.yes = false;
          await (inputs[0] as unknown as { journal: { close(): Promise<void> } }).journal.close();
          if (i === runs.length) expect(seen).toHaveLength(sent);
        }
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

const dead = {
  clear() {},
  put() {},
  enqueue() {},
  bury() {},
  unbury() {},
  retire() {},
  ready: () => new Promise<never>(() => {}),
  commit: () => new Promise<never>(() => {}),
};

/** Time passes, and what files are asked for comes. */
async function settled(clock: ReturnType<typeof createManualClock>, ms: number): Promise<void> {
  await clock.advance(ms);
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** The messages in a journal, in order. */
async function journaled(path: string): Promise<string[]> {
  if (!existsSync(path) || readFileSync(path).length === 0) return [];
  const all: string[] = [];
  for (const { receipts } of (await openCapture(path)).runs) {
    for await (const receipt of receipts()) {
      if (receipt.kind === 'batch') all.push(...receipt.batch.records.map(({ message }) => message));
    }
  }
  return all;
}
