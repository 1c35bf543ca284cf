import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Engine } from '@correlator/core';

/** A stream that is written to in large pieces, with back pressure. */
export interface Output {
  /** Writes a text. The promise resolves when more may be written; without a promise, that is at once. */
  write(text: string): Promise<void> | undefined;
  /** Whether the reader has gone away, so that nothing more need be written. */
  readonly closed: boolean;
}

/** Creates an output to a stream. A reader that goes away (EPIPE) is not an error: `whenClosed` is called, once. */
export function createOutput(stream: Writable, whenClosed: () => void): Output {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (closed) return;
    closed = true;
    whenClosed();
  });
  return {
    get closed() {
      return closed;
    },
    write(text) {
      if (closed || text === '' || stream.write(text)) return undefined;
      return once(stream, 'drain').then(
        () => {},
        () => {},
      );
    },
  };
}

const intervalMs = 200;
const clearLine = '\r\x1b[K';

function rate(perSecond: number): string {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(2)} M records/s`;
  return perSecond >= 1e3 ? `${Math.round(perSecond / 1e3)} k records/s` : `${Math.round(perSecond)} records/s`;
}

/** Keeps a line about an engine's progress on a terminal. Returns a function that removes the line. */
export function showProgress(engine: Engine, terminal: NodeJS.WriteStream): () => void {
  const started = performance.now();
  const timer = setInterval(() => {
    const { records, fraction } = engine.progress();
    const share = fraction === undefined ? '' : `${Math.floor(fraction * 100)} %, `;
    const seconds = (performance.now() - started) / 1_000;
    terminal.write(`${clearLine}${share}${records} records, ${rate(records / seconds)}`);
  }, intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    terminal.write(clearLine);
  };
}
