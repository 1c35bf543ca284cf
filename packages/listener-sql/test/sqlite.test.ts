import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createManualClock, type ManualClock } from '@correlator/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SqliteDatabase } from '../src/sqlite/sqlite-database.ts';
import { exceeded, failed } from './samples.ts';
import { asEvents, never, start, temporaryFolder, until } from './support.ts';

const table = 'sshd_login_tries_exceeded';

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

const idsIn = (path: string) =>
  open(path)
    .prepare(`SELECT id FROM ${table} ORDER BY id`)
    .all()
    .map(({ id }) => id);

it('is in WAL mode, and as synchronous as it is told', async () => {
  for (const [synchronous, level] of [
    ['full', 2],
    ['normal', 1],
    ['off', 0],
  ] as const) {
    const { listener } = await start({ database: join(temporaryFolder(), 'a/b/audit.db'), synchronous });
    const { sqlite } = (listener.started().database as SqliteDatabase).opened();
    expect(sqlite.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(sqlite.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: level });
  }
});

/** A clock that is moved on until a call has waited `times` times, or has ended. */
function impatientClock() {
  const clock = createManualClock();
  let waits = 0;
  const after: ManualClock['after'] = (ms, action) => {
    waits++;
    return clock.after(ms, action);
  };
  const waitFor = async (times: number, call?: Promise<unknown>) => {
    let ended = false;
    void call?.finally(() => {
      ended = true;
    });
    const enough = waits + times;
    await until(async () => {
      await clock.advance(20);
      return ended || waits >= enough;
    });
    return ended;
  };
  return { clock: { ...clock, after }, waitFor };
}

describe('while another program writes', () => {
  /** A listener, and another program that has begun to write. */
  async function lockedOut() {
    const path = join(temporaryFolder(), 'audit.db');
    const { clock, waitFor } = impatientClock();
    const { listener } = await start({ database: path }, { clock });
    const first = listener.handle(exceeded('a') as never, never);
    await first;
    const other = open(path);
    other.exec('BEGIN IMMEDIATE');
    return { path, listener, other, waitFor };
  }

  it('it waits, and writes then', async () => {
    const { path, listener, other, waitFor } = await lockedOut();
    const call = listener.handle(exceeded('b') as never, never);
    expect(await waitFor(100, call)).toBe(false);
    other.exec('COMMIT');
    expect(await waitFor(100, call)).toBe(true);
    expect(idsIn(path)).toEqual(['a', 'b']);
  });

  it('it gives up after 10 s, and the engine may try again', async () => {
    const { path, listener, other, waitFor } = await lockedOut();
    const call = listener.handle(exceeded('b') as never, never).catch((error) => error);
    expect(await waitFor(1_000, call)).toBe(true);
    expect(await call).toMatchObject({
      code: 'SQL_WRITE_FAILED',
      message: expect.stringContaining('end the other program'),
    });
    other.exec('ROLLBACK');
    await listener.handle(exceeded('b') as never, never);
    expect(idsIn(path)).toEqual(['a', 'b']);
  });

  it('an aborted call ends, with nothing written', async () => {
    const { path, listener, other, waitFor } = await lockedOut();
    const controller = new AbortController();
    const call = listener.handle(exceeded('b') as never, controller.signal).catch((error) => error);
    expect(await waitFor(10, call)).toBe(false);
    controller.abort(new Error('too late'));
    expect(await waitFor(10, call)).toBe(true);
    expect(await call).toMatchObject({ message: 'too late' });
    other.exec('ROLLBACK');
    await listener.handle(exceeded('c') as never, never);
    expect(idsIn(path)).toEqual(['a', 'c']);
  });

  it('a start reports that, and the first events find the file', async () => {
    const path = join(temporaryFolder(), 'audit.db');
    const other = open(path);
    other.exec('CREATE TABLE x (y); BEGIN EXCLUSIVE');
    const { clock, waitFor } = impatientClock();
    const starting = start({ database: path }, { clock });
    expect(await waitFor(1_000, starting)).toBe(true);
    const { listener, reports } = await starting;
    expect(reports).toEqual([
      expect.stringMatching(/cannot use the database .* yet, and tries again with the first events/),
    ]);
    other.exec('ROLLBACK');
    await listener.handle(exceeded('a') as never, never);
    expect(idsIn(path)).toEqual(['a']);
  });
});

it('a file that somebody moved away is made anew: no row goes into a file without a name', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'audit.db');
  const { listener } = await start({ database: path });
  await listener.handle(exceeded('a') as never, never);
  renameSync(path, join(folder, 'moved.db'));
  for (const end of ['-wal', '-shm']) renameSync(path + end, join(folder, `moved.db${end}`));
  await listener.handle(exceeded('b') as never, never);
  expect(idsIn(path)).toEqual(['b']);
  expect(idsIn(join(folder, 'moved.db'))).toEqual(['a']);
});

it('what a killed process had written is there, and nothing of what it had not finished', async () => {
  const path = join(temporaryFolder(), 'audit.db');
  const { listener } = await start({ database: path, synchronous: 'off' });
  await listener.handleBatch(asEvents(exceeded('a'), failed('f', null)), never);
  const code = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(path)});
    database.exec("BEGIN IMMEDIATE; INSERT INTO ${table} (id) VALUES ('half')");
    process.kill(process.pid, 'SIGKILL');`;
  expect(() => execFileSync(process.execPath, ['-e', code], { stdio: 'ignore' })).toThrow();
  await listener.handle(exceeded('b') as never, never);
  expect(idsIn(path)).toEqual(['a', 'b']);
});

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!canMount())('a full disk (needs root and mount, skipped without)', () => {
  it('takes no part of a batch, and all of it once there is room', async () => {
    const folder = temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    onTestFinished(() => void execFileSync('umount', ['-l', folder]));
    const path = join(folder, 'audit.db');
    const { listener } = await start({ database: path });
    await listener.handleBatch(asEvents(exceeded('a'), failed('f', null)), never);
    writeFileSync(join(folder, 'ballast'), Buffer.alloc(500_000));
    const text = 'x'.repeat(10_000);
    const batch = asEvents(
      exceeded('b'),
      ...Array.from({ length: 50 }, (_, i) => failed(`g${i}`, text)),
      exceeded('c'),
    );
    await expect(listener.handleBatch(batch, never)).rejects.toMatchObject({
      code: 'SQL_WRITE_FAILED',
      message: expect.stringContaining('make room'),
    });
    expect(idsIn(path)).toEqual(['a']);
    rmSync(join(folder, 'ballast'));
    await listener.handleBatch(batch, never);
    expect(idsIn(path)).toEqual(['a', 'b', 'c']);
  });
});
