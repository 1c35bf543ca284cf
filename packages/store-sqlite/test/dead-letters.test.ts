import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Listener } from '@correlator/core';
import { createManualClock, createMemoryInput } from '@correlator/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createSqliteStore, manifest, openDeadLetters } from '../src/index.ts';
import { checkpoint, counting, folder, ten } from './support.ts';

async function filled(path: string) {
  const store = createSqliteStore({ path });
  await store.load();
  const transaction = store.begin();
  for (const listener of ['mail', 'pager', 'mail']) {
    transaction.bury({ listener, event: '{"type":"door.failed"}', error: "it's refused", at: ten });
  }
  await transaction.commit(checkpoint());
  return store;
}

test('dead letters are listed, sent again and removed while a server uses the store', async () => {
  const path = join(folder(), 'state.db');
  const store = await filled(path);
  onTestFinished(() => store.close());
  const letters = openDeadLetters(path);
  onTestFinished(() => letters.close());
  const letter = { event: '{"type":"door.failed"}', error: "it's refused", at: ten, resend: false };
  expect([...letters.list()]).toEqual([
    { id: 1, listener: 'mail', ...letter },
    { id: 2, listener: 'pager', ...letter },
    { id: 3, listener: 'mail', ...letter },
  ]);
  expect([...letters.list({ listener: 'pager' })].map(({ id }) => id)).toEqual([2]);
  expect(letters.resend({ ids: [2, 3, 77], listener: 'mail' })).toBe(1);
  const listeners = { mail: { acknowledged: 0, position: null } };
  const { resend, deadLetters } = await store.begin().commit(checkpoint({ listeners }));
  expect(deadLetters).toBe(3);
  expect(resend).toEqual([{ id: 3, listener: 'mail', ...letter, resend: true }]);
  expect(letters.remove({ listener: 'mail' })).toBe(2);
  expect(letters.remove({ listener: "' OR 1 = 1 --" })).toBe(0);
  expect([...letters.list()].map(({ id }) => id)).toEqual([2]);
});

test('a dead letter that is sent again reaches its listener, once, also where the server was stopped meanwhile', async () => {
  const path = join(folder(), 'state.db');
  const handled: string[] = [];
  let refuses = true;
  const mail: Listener = {
    name: 'mail',
    criteria: { systems: ['counting'] },
    queue: { retries: 0 },
    handle: async ({ summary }) => {
      if (refuses && summary.startsWith('web1')) throw new Error('no such mailbox');
      handled.push(summary);
    },
  };
  const run = async (hosts: readonly string[]) => {
    const clock = createManualClock(ten);
    const input = createMemoryInput('live', [], { live: true });
    const store = createSqliteStore({ path });
    const engine = createEngine({ inputs: [input], modules: [counting], listeners: [mail], store, clock });
    await engine.start();
    input.push(...hosts.map((host) => ({ host, time: ten })));
    await clock.advance(1_000);
    await engine.stop();
    await engine.finished;
  };
  await run(['web0', 'web1', 'web2']);
  const letters = openDeadLetters(path);
  onTestFinished(() => letters.close());
  expect([...letters.list()]).toMatchObject([{ listener: 'mail', error: 'no such mailbox' }]);
  refuses = false;
  handled.length = 0;
  expect(letters.resend()).toBe(1);
  await run([]);
  expect(handled.filter((summary) => summary.startsWith('web1'))).toEqual(['web1 for the 1. time, 1 lately']);
  expect([...letters.list()]).toEqual([]);
});

test('of too many dead letters, the oldest give way, and that is told', async () => {
  const store = createSqliteStore({ path: join(folder(), 'state.db'), sync: 'off' });
  await store.load();
  onTestFinished(() => store.close());
  const bury = async (count: number) => {
    const transaction = store.begin();
    for (let i = 0; i < count; i++) transaction.bury({ listener: 'mail', event: '{}', error: '', at: ten });
    return transaction.commit(checkpoint());
  };
  expect(await bury(99_990)).toMatchObject({ deadLetters: 99_990, forgotten: 0 });
  expect(await bury(25)).toMatchObject({ deadLetters: 100_000, forgotten: 15 });
});

test('a file that is no store is not made one', () => {
  const path = join(folder(), 'other.db');
  expect(() => openDeadLetters(path)).toThrow(`the store ${path} cannot be read`);
  expect(existsSync(path)).toBe(false);
  writeFileSync(
    path,
    'a text, and a longer one than SQLite wants for the head of a database that it is to open'.repeat(9),
  );
  expect(() => openDeadLetters(path)).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  expect(() => manifest.deadLetters?.({ path, sync: 'full' })).toThrow(path);
});
