import { constants } from 'node:os';
import type { Engine } from '@correlator/core';

const ending = ['SIGINT', 'SIGTERM'] as const;

/**
 * SIGUSR2 asks for statistics. SIGINT and SIGTERM stop the engine, which handles what it has read; a second one ends the
 * process at once, with 128 and the signal's number. The function it answers lets go of the signals.
 */
export function handleSignals(engine: Engine): () => void {
  let stopping = false;
  const end = (signal: (typeof ending)[number]) => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    engine.stop();
  };
  const report = () => engine.requestStatistics();
  process.on('SIGUSR2', report);
  for (const signal of ending) process.on(signal, end);
  return () => {
    process.off('SIGUSR2', report);
    for (const signal of ending) process.off(signal, end);
  };
}
