import type { WriteStream } from 'node:tty';

/** Says what is going on. */
export interface Progress {
  /** What is done now. */
  step(text: string): void;
  done(): void;
}

/** A line that changes, on a terminal; elsewhere a line for each step. */
export function createProgress(stream: Pick<WriteStream, 'isTTY' | 'write'>): Progress {
  const clear = stream.isTTY ? '\r\u001b[K' : '';
  return {
    step: (text) => stream.write(stream.isTTY ? `${clear}${text} …` : `${text}\n`),
    done: () => stream.write(clear),
  };
}
