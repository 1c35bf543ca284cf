import { join } from 'node:path';
import { apiVersion, defineInput, defineListener, defineModule, Module, type RecordBatch } from '@correlator/core';
import { type Event, type LogRecord, NoticeEvent } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { buildEngine, configFromValue, defineConfig, engineParts, requireConfig } from '../src/index.ts';
import { folder, installCopy, packageFiles } from './folder.ts';

const source = { input: 'lines', identity: 'test' };

function record(message: string, offset: number): LogRecord {
  const empty = { host: '', pid: '', facility: undefined, severity: undefined, msgid: '', structuredData: undefined };
  const flags = { repeat: 1, late: false, retimed: false };
  return { ...empty, ...flags, time: offset, program: 'test', message, raw: message, source, offset };
}

/** An input whose lines stand in the configuration. */
const lines = defineInput({
  name: 'lines',
  api: apiVersion,
  summary: 'Reads its own options.',
  options: z.strictObject({ lines: z.array(z.string()) }),
  create(options, { name }) {
    let batch: RecordBatch | undefined = { records: options.lines.map(record), unparsed: [], bytes: 0 };
    return {
      name,
      live: false,
      start: async () => {},
      async read() {
        const next = batch;
        batch = undefined;
        return next;
      },
      stop: async () => {},
      positions: () => null,
      resume: () => {},
    };
  },
});

class Echo extends Module<{ prefix: string }> {
  override process(entry: LogRecord): void {
    this.dispatch(new NoticeEvent(`${this.options.prefix}${entry.message}`));
  }
}

const echo = defineModule({
  name: 'echo',
  api: apiVersion,
  summary: 'Says again what it is told.',
  options: z.strictObject({ prefix: z.string().default('') }),
  events: [],
  create: (options) => new Echo(options),
});

const heard: Event[] = [];

const ear = defineListener({
  name: 'ear',
  api: apiVersion,
  summary: 'Remembers events.',
  options: z.strictObject({}),
  create: (_options, { name, criteria }) => ({
    name,
    criteria,
    queue: { batch: 7, retries: 9 },
    async handle(event) {
      heard.push(event);
    },
  }),
});

function hear(config: unknown, directory?: string) {
  heard.length = 0;
  return buildEngine(configFromValue(config, directory)).then((engine) => engine.run());
}

test('a configuration becomes an engine that runs', async () => {
  const config = defineConfig({
    instance: 'bastion',
    inputs: { lines: { use: lines, lines: ['one', 'two'] } },
    modules: { shout: { use: echo, prefix: '! ' } },
    listeners: { ear: { use: ear, criteria: { severity: 'notice' }, queue: { retries: 1 } } },
  });
  await hear(config);
  expect(heard.map(({ system, summary }) => [system, summary])).toEqual([
    ['shout', '! one'],
    ['shout', '! two'],
  ]);
});

describe('the parts of an engine', () => {
  const config = {
    zone: 'Europe/Prague',
    lateness: '1m',
    partitions: 2,
    inputs: { lines: { use: lines, lines: [] } },
    modules: { echo: { use: echo } },
    listeners: { ear: { use: ear, criteria: { systems: ['echo'] }, queue: { retries: 1, capacity: 5 } } },
  };

  test('take up the settings', async () => {
    const parts = engineParts(await requireConfig(configFromValue(config)));
    expect(parts).toMatchObject({ zone: 'Europe/Prague', lateness: '1m', partitions: 2 });
  });

  test('mix the queue of the configuration with the one that the listener wants', async () => {
    const parts = engineParts(await requireConfig(configFromValue(config)));
    expect(parts.listeners).toMatchObject([
      { name: 'ear', criteria: { systems: ['echo'] }, queue: { batch: 7, retries: 1, capacity: 5 } },
    ]);
  });
});

test('a program can add listeners of its own', async () => {
  const own: string[] = [];
  const loaded = configFromValue({
    inputs: { lines: { use: lines, lines: ['one'] } },
    modules: { echo: { use: echo } },
    listeners: {},
  });
  const listener = {
    name: 'own',
    criteria: { systems: ['echo'] },
    handle: (event: Event) => void own.push(event.summary),
  };
  const engine = await buildEngine(loaded, { listeners: [listener] });
  await engine.run();
  expect(own).toEqual(['one']);
});

test('a module of a third party runs with its own copies of core and events', async () => {
  const code = `
    import { Module, defineModule } from '@correlator/core';
    import { AuditEvent, NoticeEvent, text } from '@correlator/events';
    class Seen extends AuditEvent.withFields({ type: 'theirs.seen', fields: { what: text('What') }, summary: 'saw {{ what }}' }) {}
    class Theirs extends Module {
      seen = this.keyed('seen', { ttl: '1h', max: 10 });
      process(record) {
        this.seen.set(record.message, true);
        this.dispatch(new Seen({ what: record.message }));
        this.dispatch(new NoticeEvent('noticed'));
      }
    }
    const options = { '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }) } };
    export const manifest = defineModule({ name: 'theirs', api: 1, summary: 'Sees.', options, events: [Seen], create: (o) => new Theirs(o) });
  `;
  const directory = folder(packageFiles('correlator-module-theirs', code));
  const modules = join(directory, 'node_modules/correlator-module-theirs/node_modules');
  installCopy('events', modules);
  installCopy('core', modules);
  const criteria = { severity: 'info', types: ['theirs.*', 'notice'] };
  const config = {
    inputs: { lines: { use: lines, lines: ['a'] } },
    modules: { theirs: {} },
    listeners: { ear: { use: ear, criteria } },
  };
  await hear(config, directory);
  expect(heard.map(({ type, system, summary }) => [type, system, summary])).toEqual([
    ['theirs.seen', 'theirs', 'saw a'],
    ['notice', 'theirs', 'noticed'],
  ]);
  expect(heard[0]).not.toBeInstanceOf(NoticeEvent);
});
