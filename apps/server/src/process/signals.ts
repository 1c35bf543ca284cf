import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename, dirname } from 'node:path';
import type { ReloadingEngine } from '@correlator/config';
import type { Engine } from '@correlator/core';
import { errorText } from '../text/messages.ts';
import { escapeControl } from '../text/terminal.ts';

/** What signals act on: an engine, or one whose configuration can be changed. */
interface Signalled {
  readonly engine?: Pick<Engine, 'requestStatistics'>;
  stop(): Promise<void>;
  requestStatistics?(): void;
}

const ending = ['SIGINT', 'SIGTERM'] as const;

/**
 * SIGUSR2 asks for statistics, SIGHUP for a reload. SIGINT and SIGTERM stop the engine, which handles what it has read; a second one ends the
 * process at once, with 128 and the signal's number. The function it answers lets go of the signals.
 */
export function handleSignals(running: Signalled, reload?: () => void): () => void {
  let stopping = false;
  const end = (signal: (typeof ending)[number]) => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    void running.stop();
  };
  const report = () => (running.engine ?? running).requestStatistics?.();
  process.on('SIGUSR2', report);
  if (reload !== undefined) process.on('SIGHUP', reload);
  for (const signal of ending) process.on(signal, end);
  return () => {
    process.off('SIGUSR2', report);
    if (reload !== undefined) process.off('SIGHUP', reload);
    for (const signal of ending) process.off(signal, end);
  };
}

/** Editors write a file in several steps: it is read when nothing has come for so long. */
const quietMs = 300;

/** Has the configuration read again, and says what came of it. */
export async function reportReload(running: ReloadingEngine): Promise<void> {
  try {
    const { kept, ms } = await running.reload();
    const open = kept.length === 0 ? '' : `; inputs that stayed open: ${kept.join(', ')}`;
    process.stderr.write(`correlator: the configuration was reloaded in ${ms} ms${escapeControl(open)}\n`);
  } catch (error) {
    process.stderr.write(`${errorText(error, { stack: false })}correlator: the configuration before goes on\n`);
  }
}

/** Calls `reload` when the content of a file has changed, whether it was written or replaced. */
export function reloadOnChange(path: string, reload: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let before = readFile(path, 'utf8').catch(() => '');
  const look = async () => {
    const [known, now] = [await before, await readFile(path, 'utf8').catch(() => undefined)];
    if (now === undefined || now === known) return;
    before = Promise.resolve(now);
    reload();
  };
  const watcher = watch(dirname(path), (_, name) => {
    if (name !== null && name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(look, quietMs);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
