import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiVersion, defineInput, defineListener, defineModule, type Input, Module } from '@correlator/core';
import { createMemoryInput, type MemoryInput } from '@correlator/core/testing';
import { type LogRecord, NoticeEvent } from '@correlator/events';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { configFromValue, createReloadingEngine, requireConfig } from '../src/index.ts';
import { folder, server } from './folder.ts';

const log: string[] = [];
let memory: MemoryInput;

/** An input that notes when it is opened and closed. */
const net = defineInput({
  name: 'net',
  api: apiVersion,
  summary: 'Receives.',
  options: z.strictObject({ port: z.number().default(1) }),
  create({ port }, { name }): Input {
    memory = createMemoryInput(name, [], { live: true });
    const own = memory;
    return {
      ...own,
      start: async (context) => {
        log.push(`open ${port}`);
        return own.start(context);
      },
      stop: async () => {
        log.push(`close ${port}`);
        return own.stop();
      },
    };
  },
});

class Counting extends Module<{ says: string }> {
  readonly seen = this.counters('seen', ['records']);
  override process({ message }: LogRecord): void {
    this.seen.add('records');
    this.dispatch(new NoticeEvent(`${message} ${this.options.says} ${this.seen.get('records')}`));
  }
  override statistics() {
    return new NoticeEvent(`${this.seen.get('records')} in all`);
  }
}

const counting = defineModule({
  name: 'counting',
  api: apiVersion,
  summary: 'Counts.',
  options: z.strictObject({ says: z.string().default('is') }),
  events: [],
  create: (options) => new Counting(options),
});

const said: string[] = [];

const ear = defineListener({
  name: 'ear',
  api: apiVersion,
  summary: 'Notes events.',
  options: z.strictObject({ starts: z.boolean().default(true) }),
  create: ({ starts }, { name }) => ({
    name,
    criteria: { systems: ['counting'] },
    start() {
      if (!starts) throw new Error('no room');
    },
    handle: ({ summary }) => void said.push(summary),
  }),
});

beforeEach(() => {
  log.length = 0;
  said.length = 0;
});

/** A reloading engine whose configuration is `value`, which a test changes. */
async function running(store?: object) {
  const directory = folder({});
  const current = {
    value: {
      inputs: { net: { use: net } },
      modules: { counting: { use: counting } },
      listeners: { ear: { use: ear } },
      ...(store && { store }),
    } as Record<string, unknown>,
  };
  const load = () => requireConfig({ ...configFromValue(current.value), directory }, { from: [server] });
  const engine = createReloadingEngine({ load });
  await engine.start();
  const push = async (...messages: string[]) => {
    memory.push(...messages);
    await vi.waitFor(() => expect(said.join()).toContain(messages.at(-1) as string));
  };
  return { current, engine, push, directory };
}

describe.each([
  ['without a store', undefined],
  ['with a store', { path: 'state.db', interval: '20ms' }],
])('a configuration that is reloaded %s', (_, store) => {
  test('goes on with the state and the open inputs, and says no statistics on the way', async () => {
    const { current, engine, push, directory } = await running(store);
    await push('a', 'b');
    current.value = { ...current.value, modules: { counting: { use: counting, says: 'was' } } };
    const { kept } = await engine.reload();
    await push('c');
    expect(said).toEqual(['a is 1', 'b is 2', 'c was 3']);
    expect([kept, log]).toEqual([['net'], ['open 1']]);
    await engine.stop();
    await engine.finished;
    expect(said.at(-1)).toBe('3 in all');
    expect(log).toEqual(['open 1', 'close 1']);
    expect(existsSync(join(directory, 'state.db'))).toBe(store !== undefined);
  });

  test('loses and repeats nothing of what comes meanwhile', async () => {
    const { engine, push } = await running(store);
    const own = memory;
    for (let i = 0; i < 5; i++) {
      const reloaded = engine.reload();
      for (let j = 0; j < 20; j++) {
        own.push(`m${i * 20 + j}`);
        await new Promise(setImmediate);
      }
      await reloaded;
    }
    await push('end');
    expect(said).toEqual([...Array.from({ length: 100 }, (_, i) => `m${i} is ${i + 1}`), 'end is 101']);
    await engine.stop();
  });

  test('opens anew what has changed, closes what is gone', async () => {
    const { current, engine, push } = await running(store);
    await push('a');
    current.value = { ...current.value, inputs: { net: { use: net, port: 2 }, other: { use: net, port: 3 } } };
    expect((await engine.reload()).kept).toEqual([]);
    current.value = { ...current.value, inputs: { net: { use: net, port: 2 } } };
    expect((await engine.reload()).kept).toEqual(['net']);
    expect(log).toEqual(['open 1', 'close 1', 'open 2', 'open 3', 'close 3']);
    await engine.stop();
  });

  test.each([
    ['is wrong', { modules: { counting: { use: counting, sys: 'was' } } }, /did you mean 'says'/],
    ['cannot be started', { listeners: { ear: { use: ear, starts: false } } }, /no room/],
  ])('goes on as before where it %s', async (_, change, why) => {
    const { current, engine, push } = await running(store);
    await push('a');
    current.value = { ...current.value, ...change };
    await expect(engine.reload()).rejects.toThrow(why);
    await push('b');
    expect(said).toEqual(['a is 1', 'b is 2']);
    await engine.stop();
    await engine.finished;
  });

  test('may be stopped while it is', async () => {
    const { engine, push } = await running(store);
    await push('a');
    const reloaded = engine.reload();
    await engine.stop();
    await reloaded;
    await engine.finished;
    expect(said).toEqual(['a is 1', '1 in all']);
  });
});

test('an engine whose first configuration is wrong does not start', async () => {
  const engine = createReloadingEngine({
    load: () => requireConfig(configFromValue({ inputs: {}, modules: { counting: { use: counting } } })),
  });
  await expect(engine.start()).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
