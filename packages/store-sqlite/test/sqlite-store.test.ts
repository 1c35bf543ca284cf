import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { createEngine, createMemoryStore, systemClock } from '@correlator/core';
import { createMemoryInput } from '@correlator/core/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { formatVersion } from '../src/schema.ts';
import { checkpoint, counting, folder, rowsListener, run, ten } from './support.ts';

/** Without the statistics at the end of a run. */
const derived = (rows: readonly string[]) => rows.filter((row) => !row.includes(' records"'));
const event = (number: number) => ({ sequence: number, event: `{"id":"${number}"}` });

async function opened(path: string) {
  const store = createSqliteStore({ path });
  const loaded = await store.load();
  onTestFinished(() => store.close());
  return { store, loaded };
}

describe('a store in an SQLite file', () => {
  test('goes on where a run was stopped, whatever the record: as a store in memory does', async () => {
    const undisturbed: string[] = [];
    await run(createMemoryStore(), undisturbed);
    const path = join(folder(), 'state.db');
    for (const count of [0, 1, 17, 40, 59, 60]) {
      const rows: string[] = [];
      await run(createSqliteStore({ path: `${path}-${count}` }), rows, count);
      await run(createSqliteStore({ path: `${path}-${count}` }), rows);
      expect(derived(rows), `stopped after ${count}`).toEqual(derived(undisturbed));
    }
  });

  test('holds what was committed, wholly: values changed and removed, events, dead letters', async () => {
    const path = join(folder(), 'some', 'folder', 'state.db');
    const { store, loaded } = await opened(path);
    expect(loaded).toBeUndefined();
    const first = store.begin();
    const changes = Array.from({ length: 5_000 }, (_, i) => ({ key: JSON.stringify(`k${i}`), value: `[${i}]` }));
    first.put('m', changes);
    first.put('n', [{ key: '', value: '"whole"' }]);
    first.enqueue(event(1), ['a', 'b']);
    first.enqueue(event(2), ['b']);
    first.bury({ listener: 'a', event: '{}', error: 'no', at: 7 });
    const figures = await first.commit(checkpoint({ sequence: 2 }));
    expect(figures).toEqual({ undelivered: 2, bytes: 20, deadLetters: 1, forgotten: 0, resend: [] });
    const second = store.begin();
    second.put('m', [
      { key: '"k7"', value: null },
      { key: '"k8"', value: '[88]' },
    ]);
    second.clear('n');
    const listeners = { a: { acknowledged: 2, position: null }, b: { acknowledged: 1, position: { length: 4 } } };
    expect(await second.commit(checkpoint({ sequence: 2, listeners }))).toMatchObject({ undelivered: 1, bytes: 10 });
    await store.close();

    const again = createSqliteStore({ path });
    expect(await again.load()).toEqual(checkpoint({ sequence: 2, listeners }));
    const values = new Map<string, string>();
    for await (const part of again.state('m')) for (const { key, value } of part) values.set(key, value);
    expect(values.size).toBe(4_999);
    expect([values.get('"k8"'), values.get('"k7"'), values.get('"k4999"')]).toEqual(['[88]', undefined, '[4999]']);
    for await (const part of again.state('n')) expect(part).toEqual([]);
    expect(await again.undelivered('a', 0, 10)).toEqual([]);
    expect(await again.undelivered('b', 0, 10)).toEqual([event(2)]);
    expect(await again.undelivered('b', 2, 10)).toEqual([]);
    await again.close();
  });

  test('is as it was before a transaction that fails, or that another one begins after', async () => {
    const { store } = await opened(join(folder(), 'state.db'));
    const begun = store.begin();
    begun.put('m', [{ key: 'left', value: '1' }]);
    const failing = store.begin();
    failing.enqueue(event(1), ['a']);
    failing.enqueue({ sequence: 2, event: null as never }, ['a']);
    await expect(failing.commit(checkpoint({ sequence: 1 }))).rejects.toMatchObject({ code: 'STORE_FAILED' });
    const well = store.begin();
    expect(await well.commit(checkpoint())).toMatchObject({ undelivered: 0, bytes: 0 });
    for await (const part of store.state('m')) expect(part).toEqual([]);
  });

  test('takes what a commit brings again whose outcome nobody heard', async () => {
    const { store } = await opened(join(folder(), 'state.db'));
    for (let i = 0; i < 2; i++) {
      const transaction = store.begin();
      transaction.enqueue(event(1), ['a', 'b']);
      expect(await transaction.commit(checkpoint({ sequence: 1 }))).toMatchObject({ undelivered: 1, bytes: 10 });
    }
    const listeners = { a: { acknowledged: 1, position: null }, b: { acknowledged: 1, position: null } };
    expect(await store.begin().commit(checkpoint({ sequence: 1, listeners }))).toMatchObject({
      undelivered: 0,
      bytes: 0,
    });
  });

  test('gets over the death of its worker: nothing is missing, nothing there twice', async () => {
    const rows: string[] = [];
    const input = createMemoryInput('live', [], { live: true });
    const store = createSqliteStore({ path: join(folder(), 'state.db') });
    const parts = { modules: [counting], store, clock: systemClock, checkpointInterval: 20 };
    const engine = createEngine({ ...parts, inputs: [input], listeners: [rowsListener(rows)] });
    await engine.start();
    for (let i = 0; i < 5; i++) {
      input.push(...Array.from({ length: 40 }, (_, j) => ({ host: `web${j % 9}`, time: ten + i * 40 + j })));
      // Between commits, and while one is under way.
      if (i % 2 === 0) await vi.waitFor(() => expect(rows.length).toBeGreaterThan(i * 40), 5_000);
      else await sleep(15 + i);
      await (store as unknown as { client: { worker: Worker } }).client.worker.terminate();
    }
    await vi.waitFor(() => expect(rows).toHaveLength(200), 10_000);
    await engine.stop();
    await engine.finished;
    expect(new Set(rows.slice(0, 200)).size).toBe(200);
  });

  test('belongs to one process at a time, and to the next when that is killed', async () => {
    const path = join(folder(), 'state.db');
    const { store } = await opened(path);
    const other = createSqliteStore({ path });
    await expect(other.load()).rejects.toMatchObject({
      code: 'STORE_IN_USE',
      message: `the store ${path} is in use by another process: end the other server, or give this one a store of its own`,
    });
    await store.close();
    const holder = spawn(process.execPath, ['-e', holding, `${path}-lock`], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    await expect(createSqliteStore({ path }).load()).rejects.toMatchObject({ code: 'STORE_IN_USE' });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await opened(path);
  });

  test.each([['full'], ['normal'], ['off']] as const)('syncs as it is told: %s', async (sync) => {
    const store = createSqliteStore({ path: join(folder(), 'state.db'), sync });
    await store.load();
    await store.begin().commit(checkpoint());
    await store.close();
  });

  test('names what is wrong with its options', () => {
    expect(() => createSqliteStore({ sync: 'always' } as never)).toThrow(/store.sync/);
  });
});

const holding = `
  const { DatabaseSync } = require('node:sqlite');
  const held = new DatabaseSync(process.argv[1]);
  held.exec('BEGIN EXCLUSIVE');
  console.log('held');
  setInterval(() => {}, 1_000);
`;

/** A store file with 3,000 values, a commit each in the last of which nothing is lost. */
async function filled(path: string): Promise<void> {
  const store = createSqliteStore({ path });
  await store.load();
  for (let i = 0; i < 30; i++) {
    const transaction = store.begin();
    const put = Array.from({ length: 100 }, (_, j) => ({ key: `k${i * 100 + j}`, value: `"${'x'.repeat(200)}"` }));
    transaction.put('m', put);
    await transaction.commit(checkpoint({ sequence: i + 1 }));
  }
  await store.close();
}

describe('a file that cannot be a store', () => {
  test.each<[string, (path: string) => void]>([
    ['has pages that were overwritten', (path) => overwrite(path, 40_000, 60_000)],
    ['is cut', (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['is no database', (path) => writeFileSync(path, 'not at all a database, but a text of some length'.repeat(20))],
  ])('as it %s is set aside and told of; nothing takes its place before somebody has looked', async (_, damage) => {
    const path = join(folder(), 'state.db');
    await filled(path);
    damage(path);
    const aside = `${path}.damaged-1`;
    const first = await createSqliteStore({ path })
      .load()
      .catch((error: Error) => error);
    expect(first).toMatchObject({ code: 'STORE_DAMAGED' });
    expect((first as Error).message).toContain(`was set aside as ${aside}`);
    expect([existsSync(path), existsSync(aside)]).toEqual([false, true]);
    await expect(createSqliteStore({ path }).load()).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    expect(existsSync(path)).toBe(false);
    rmSync(aside);
    expect((await opened(path)).loaded).toBeUndefined();
  });

  test('as it is of another program, or of a newer version, is refused and left as it is', async () => {
    const path = join(folder(), 'other.db');
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE mine (x)');
    other.close();
    const before = readFileSync(path);
    await expect(createSqliteStore({ path }).load()).rejects.toMatchObject({ code: 'STORE_FOREIGN' });
    expect(readFileSync(path)).toEqual(before);
    const log = join(folder(), 'auth.log');
    writeFileSync(log, 'Nov 24 10:00:00 web01 sshd[1]: Server listening on 0.0.0.0 port 22.\n');
    await expect(createSqliteStore({ path: log }).load()).rejects.toMatchObject({
      code: 'STORE_FOREIGN',
      message: expect.stringContaining(`${log} is no database: it is left as it is`),
    });
    expect([existsSync(log), existsSync(`${log}-lock`)]).toEqual([true, false]);
    const newer = join(folder(), 'state.db');
    await filled(newer);
    const database = new DatabaseSync(newer);
    database.exec(`PRAGMA user_version = ${formatVersion + 1}`);
    database.close();
    await expect(createSqliteStore({ path: newer }).load()).rejects.toMatchObject({
      code: 'STORE_NEWER',
      message: expect.stringContaining(
        `is of format ${formatVersion + 1}, and this version knows formats up to ${formatVersion}`,
      ),
    });
  });

  test('as there is no room for it is refused with what to do', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'x');
    await expect(createSqliteStore({ path: join(path, 'state.db') }).load()).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    await expect(createSqliteStore({ path: folder() }).load()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

function overwrite(path: string, from: number, to: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(to - from, 0xa5), 0, to - from, from);
  closeSync(file);
}

describe('a file whose process was killed', () => {
  test('and whose last writes are torn opens at an earlier checkpoint, whole', async () => {
    const source = join(folder(), 'state.db');
    const store = createSqliteStore({ path: source });
    await store.load();
    for (let i = 1; i <= 20; i++) {
      const transaction = store.begin();
      transaction.put('m', [
        { key: 'same', value: `${i}` },
        { key: `k${i}`, value: `"${'y'.repeat(300)}"` },
      ]);
      await transaction.commit(checkpoint({ sequence: i }));
    }
    const wal = readFileSync(`${source}-wal`);
    const main = readFileSync(source);
    await store.close();
    const seen = new Set<number>();
    for (let length = wal.length; length >= 0; length -= 7_777) {
      const path = join(folder(), 'torn.db');
      writeFileSync(path, main);
      writeFileSync(`${path}-wal`, Buffer.concat([wal.subarray(0, length), Buffer.alloc(100, length & 0xff)]));
      const { store: torn, loaded } = await opened(path);
      const values = new Map<string, string>();
      for await (const part of torn.state('m')) for (const { key, value } of part) values.set(key, value);
      const sequence = loaded?.sequence ?? 0;
      seen.add(sequence);
      expect(values.get('same') ?? '0', `cut to ${length}`).toBe(`${sequence}`);
      expect(values.size).toBe(sequence === 0 ? 0 : sequence + 1);
      await torn.close();
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});

describe('store files of released formats', () => {
  const formats = join(import.meta.dirname, 'formats');

  test.each(readdirSync(formats))('are restored: %s', async (version) => {
    const path = join(folder(), 'state.db');
    copyFileSync(join(formats, version, 'state.db'), path);
    const rows = JSON.parse(readFileSync(join(formats, version, 'rows.json'), 'utf8')) as string[];
    const undisturbed: string[] = [];
    await run(createMemoryStore(), undisturbed);
    await run(createSqliteStore({ path }), rows);
    expect(derived(rows)).toEqual(derived(undisturbed));
  });
});
