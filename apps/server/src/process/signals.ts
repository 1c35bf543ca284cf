/** Room `process`: signals, reloads and the end of a run. It imports `text`. */

import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename, dirname } from 'node:path';
import type { ReloadingEngine } from '@correlator/config';
import type { Engine } from '@correlator/core';
import { errorText, say } from '../text/messages.ts';

/** A target of signals: an engine, or one whose configuration can be changed. */
interface Signalled {
  readonly engine?: Pick<Engine, 'requestStatistics'>;
  stop(): Promise<void>;
  requestStatistics?(): void;
}

const ending = ['SIGINT', 'SIGTERM'] as const;

/**
 * Handles signals: SIGUSR2 asks for statistics, SIGHUP for a reload. SIGINT and SIGTERM stop the engine, which handles
 * what it has read; a second one ends the process at once, with 128 and the number of the signal. Returns a function
 * that stops handling them.
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

/** The time without a change after which a file is read, as editors write it in several steps. */
const quietMs = 300;

/** Reloads the configuration and reports the outcome on standard error. */
export async function reportReload(running: ReloadingEngine): Promise<void> {
  try {
    const { kept, ms } = await running.reload();
    const open = kept.length === 0 ? '' : `; inputs that stayed open: ${kept.join(', ')}`;
    say(`the configuration was reloaded in ${ms} ms${open}`);
  } catch (error) {
    process.stderr.write(errorText(error, { stack: false }));
    say('the configuration before goes on');
  }
}

/**
 * Calls `reload` when the content of a file has changed, whether it was written or replaced. Returns a function that
 * stops that.
 */
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
