import { constants } from 'node:os';
import type { Engine } from '@correlator/core';

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
