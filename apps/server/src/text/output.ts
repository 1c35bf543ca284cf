import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** A stream that is written to in big pieces, with back pressure. */
export interface Output {
  /** Resolves when more may be written. */
  write(text: string): Promise<void> | undefined;
  /** True when the reader has gone away: nothing more need be written. */
  readonly closed: boolean;
}

/** `stream` with back pressure. A reader that goes away (EPIPE) is no error: `whenClosed` is called, once. */
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
