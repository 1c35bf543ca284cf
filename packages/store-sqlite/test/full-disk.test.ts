import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, systemClock } from '@correlator/core';
import { createCollectingListener, createMemoryInput } from '@correlator/core/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { counting, folder, rowsListener, ten } from './support.ts';

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A disk of 8 MiB, which `fill` fills and `free` frees. */
function smallDisk() {
  const path = folder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path]);
  onTestFinished(() => void execFileSync('umount', [path]));
  const ballast = join(path, 'ballast');
  const fill = () => {
    try {
      writeFileSync(ballast, Buffer.alloc(2 ** 23));
    } catch {
      // It is full now.
    }
  };
  return { path, fill, free: () => rmSync(ballast) };
}

describe.skipIf(!canMount())('a full disk (needs root and mount, skipped without)', () => {
  test('is told of with what to do; when there is room again, nothing was lost, and nothing is there twice', async () => {
    const disk = smallDisk();
    const path = join(disk.path, 'state.db');
    const rows: string[] = [];
    const witness = { ...createCollectingListener('witness'), durable: false };
    const input = createMemoryInput('live', [], { live: true });
    const listeners = [rowsListener(rows), witness];
    const parts = { modules: [counting], listeners, clock: systemClock, checkpointInterval: 20 };
    const engine = createEngine({ ...parts, inputs: [input], store: createSqliteStore({ path }) });
    await engine.start();
    const push = (from: number) =>
      input.push(...Array.from({ length: 500 }, (_, i) => ({ host: `web${(from + i) % 80}`, time: ten + from + i })));
    push(0);
    await vi.waitFor(() => expect(rows).toHaveLength(500), 5_000);
    disk.fill();
    push(500);
    const failed = () => witness.events.filter(({ type }) => type === 'engine.checkpoint-failed');
    await vi.waitFor(() => expect(failed().length).toBeGreaterThan(1), 5_000);
    expect(failed()[0]?.summary).toMatch(/^the checkpoint was not saved: the store .* full; make room on its disk/);
    expect(rows).toHaveLength(500);
    disk.free();
    await vi.waitFor(() => expect(rows).toHaveLength(1_000), 5_000);
    await engine.stop();
    await engine.finished;
    const counted = rows.filter((row) => !row.includes(' records"'));
    expect(new Set(counted).size).toBe(1_000);
    expect(witness.events.map(({ type }) => type)).toContain('engine.checkpoint-recovered');
    const again = createSqliteStore({ path });
    expect((await again.load())?.inputs.live?.position).toBe(1_000);
    await again.close();
  }, 30_000);
});
