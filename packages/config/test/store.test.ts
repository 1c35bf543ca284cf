import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiVersion, defineInput, type Input } from '@correlator/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { buildEngine, checkConfig, configFromValue, engineParts, requireConfig } from '../src/index.ts';
import { folder, server } from './folder.ts';
import { everything } from './manifests.ts';

const input = (volatile: boolean) =>
  defineInput({
    name: 'nothing',
    api: apiVersion,
    summary: 'Reads nothing.',
    volatile,
    options: z.strictObject({}),
    create: (_options, { name }): Input => ({
      name,
      live: false,
      start: async () => {},
      read: async () => undefined,
      stop: async () => {},
      positions: () => null,
      resume: () => {},
    }),
  });

const from = [server];

function loaded(store: unknown, more: Readonly<Record<string, unknown>> = {}) {
  const value = { inputs: { a: { use: input(true) } }, modules: { m: { use: everything } }, store, ...more };
  return { ...configFromValue(value), directory: folder({}) };
}

const problemsOf = async (config: Awaited<ReturnType<typeof loaded>>) => {
  const { problems } = await checkConfig(config, { from });
  return problems.map(({ path, message }) => `${path}: ${message}`);
};

describe('a store', () => {
  test('of a configuration is the one of SQLite where it does not say which; its file is below the configuration', async () => {
    const config = loaded({ path: 'state/my.db', interval: '5s', maxBytes: '10MB' });
    const parts = engineParts(await requireConfig(config, { from }));
    expect(parts).toMatchObject({ checkpointInterval: '5s', outboxBytes: 10_000_000 });
    await (await buildEngine(config, { from })).run();
    expect(existsSync(join(config.directory, 'state/my.db'))).toBe(true);
  });

  test.each([[true], [{}]])('may be named without options: %o', async (store) => {
    const { store: component } = await requireConfig(loaded(store), { from });
    expect(component?.manifest.name).toBe('sqlite');
  });

  test.each([[undefined], [false], [null]])('is not there without one: %o', async (store) => {
    const config = await requireConfig(loaded(store), { from });
    expect([config.store, engineParts(config).store]).toEqual([undefined, undefined]);
  });

  test('is told what is wrong with it, all at once', async () => {
    expect(await problemsOf(loaded({ pth: 'x', interval: 'often', maxBytes: 'much' }))).toEqual([
      'store.interval: must be a duration, such as 30s, 5m or 1h30m',
      "store.maxBytes: must be a size, such as '100MB' or '1GiB'",
      "store.pth: unknown option; did you mean 'path'?",
    ]);
    expect(await problemsOf(loaded({ use: 'redis' }))).toEqual([
      expect.stringContaining("store: no store 'redis' is installed (looked for correlator-store-redis"),
    ]);
    expect(await problemsOf(loaded('here'))).toEqual([expect.stringContaining('store: must be a map of options')]);
  });
});

describe('a listener', () => {
  const listeners = (durable: unknown) => ({ listeners: { log: { durable } } });

  test.each([[true], [false], [{ audit: true }]])('may have its durable events stated: %o', async (durable) => {
    const parts = engineParts(await requireConfig(loaded(undefined, listeners(durable)), { from }));
    expect(parts.listeners?.[0]?.durable).toEqual(durable);
  });

  test('says itself which are durable where the configuration does not', async () => {
    const parts = engineParts(await requireConfig(loaded(undefined, { listeners: { log: {}, csv: {} } }), { from }));
    expect(parts.listeners?.map(({ durable }) => durable)).toEqual([false, undefined]);
  });

  test('is told of criteria that are none', async () => {
    expect(await problemsOf(loaded(undefined, listeners('always')))).toEqual([
      'listeners.log.durable: must be true, false or criteria',
    ]);
  });
});

describe('a journal', () => {
  const inputs = (volatile: boolean, journal: unknown) => ({ inputs: { a: { use: input(volatile), journal } } });

  test('is written below the configuration, where its input cannot read again', async () => {
    const config = loaded(undefined, inputs(true, { path: 'net.capture' }));
    await (await buildEngine(config, { from })).run();
    expect(existsSync(join(config.directory, 'net.capture'))).toBe(true);
  });

  test('is refused where its input can, and where it is wrong', async () => {
    expect(await problemsOf(loaded(undefined, inputs(false, { path: 'net.capture' })))).toEqual([
      "inputs.a.journal: 'nothing' goes on where it was by itself; leave the journal out",
    ]);
    expect(await problemsOf(loaded(undefined, inputs(true, { pat: 'net.capture', maxFileBytes: '3kB' })))).toEqual([
      "inputs.a.journal.maxFileBytes: must be a size of 1 MB or more, such as '64MB'",
      "inputs.a.journal.pat: unknown option; did you mean 'path'?",
    ]);
  });
});

describe('a path', () => {
  test('that is a URL is left as it is; one within a map is written from the configuration', async () => {
    const database = 'postgres://audit:secret@db.example.org/audit';
    const config = loaded(undefined, { listeners: { sql: { database, tls: { ca: 'ca.pem' } } } });
    const { listeners } = await requireConfig(config, { from });
    expect(listeners[0]?.given).toEqual({ database, tls: { ca: join(config.directory, 'ca.pem') } });
  });
});
