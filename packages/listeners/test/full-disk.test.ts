import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CSVListener, LogbackListener } from '../src/index.ts';
import { context, exceeded, failed, filesIn, never, temporaryFolder } from './samples.ts';

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const pageBytes = 4096;

/** A disk of 64 KiB of which `pages` of 4 KiB are free; `free` makes room. */
function smallDisk(pages: number): { readonly path: string; free(): void } {
  const path = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]);
  onTestFinished(() => void execFileSync('umount', [path]));
  const ballast = join(path, 'ballast');
  writeFileSync(ballast, Buffer.alloc((16 - pages) * pageBytes));
  return { path, free: () => rmSync(ballast) };
}

const many = Array.from({ length: 200 }, (_, i) => failed(`many${i}`, 'eve'));

describe.skipIf(!canMount())('a full disk (needs root and mount, skipped without)', () => {
  it('takes no part of a batch, and all of it once there is room', async () => {
    const disk = smallDisk(2);
    const listener = new CSVListener({ directory: disk.path });
    await listener.start(context().context);
    await listener.handleBatch([failed('a', 'eve')], never);
    const before = filesIn(disk.path);
    const batch = [exceeded('b'), ...many];
    for (const _ of [1, 2]) {
      await expect(listener.handleBatch(batch, never)).rejects.toMatchObject({
        code: 'CSV_WRITE_FAILED',
        message: expect.stringContaining('make room'),
        details: { errno: 'ENOSPC' },
      });
      expect(filesIn(disk.path)).toEqual(before);
    }
    disk.free();
    await listener.handleBatch(batch, never);
    await listener.stop();
    const files = filesIn(disk.path);
    expect(files['sshd.login-failed.csv']?.match(/^(a|many\d+),/gm)).toEqual(['a,', ...many.map(({ id }) => `${id},`)]);
    expect(files['sshd.login-tries-exceeded.csv']?.match(/^b,/gm)).toEqual(['b,']);
  });

  it('leaves no rows in files that were rotated within the batch', async () => {
    const disk = smallDisk(3);
    const listener = new CSVListener({ directory: disk.path, maxBytes: 4000 });
    await listener.start(context().context);
    await listener.handleBatch([failed('a', 'eve')], never);
    await expect(listener.handleBatch(many, never)).rejects.toMatchObject({ code: 'CSV_WRITE_FAILED' });
    disk.free();
    await listener.handleBatch(many, never);
    await listener.stop();
    const ids = Object.values(filesIn(disk.path)).flatMap((rows) => rows.match(/^(a|many\d+),/gm) ?? []);
    expect(ids.sort()).toEqual(['a,', ...many.map(({ id }) => `${id},`)].sort());
  });

  it('takes no part of a batch of log lines either', async () => {
    const disk = smallDisk(1);
    const listener = new LogbackListener({ destination: join(disk.path, 'events.log') });
    await listener.start();
    listener.handleBatch([failed('a', 'eve')]);
    expect(() => listener.handleBatch(many)).toThrow(expect.objectContaining({ code: 'LOG_WRITE_FAILED' }));
    disk.free();
    listener.handleBatch(many);
    listener.stop();
    const lines = filesIn(disk.path)['events.log']?.trimEnd().split('\n') ?? [];
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['a', ...many.map(({ id }) => id)]);
  });

  it('that is read-only is refused at the start', async () => {
    const disk = smallDisk(1);
    execFileSync('mount', ['-o', 'remount,ro', disk.path]);
    await expect(new CSVListener({ directory: disk.path }).start(context().context)).rejects.toMatchObject({
      code: 'CSV_DIRECTORY_UNWRITABLE',
    });
    const log = new LogbackListener({ destination: join(disk.path, 'events.log') });
    await expect(log.start()).rejects.toMatchObject({ code: 'LOG_DESTINATION_UNWRITABLE' });
  });
});

it('a call that timed out takes its rows back', async () => {
  const directory = temporaryFolder();
  const listener = new CSVListener({ directory });
  await listener.start(context().context);
  const controller = new AbortController();
  const call = listener.handleBatch(many, controller.signal);
  controller.abort();
  await expect(call).rejects.toThrow();
  await listener.handle(failed('b', 'eve'), never);
  await listener.stop();
  expect(filesIn(directory)['sshd.login-failed.csv']?.match(/^\w+,2026/gm)).toEqual(['b,2026']);
});
