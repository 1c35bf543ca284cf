import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { CorrelatorError, messageOf } from '@correlator/events';
import type { destination as pinoDestination } from 'pino';

/** The destination of log lines. */
export interface LogDestination {
  readonly terminal: boolean;
  /** Returns when the text is written. Throws `LOG_WRITE_FAILED`, but not if the reader has gone (EPIPE). */
  write(text: string): void;
  close(): void;
}

type Stream = ReturnType<typeof pinoDestination>;

const descriptors = new Map([
  ['stdout', 1],
  ['stderr', 2],
]);

function openFile(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a');
  } catch (cause) {
    const fix = "give option 'destination' a file that this user may write, or stdout or stderr";
    const message = `cannot write the log to ${path}: ${messageOf(cause)}; ${fix}`;
    throw new CorrelatorError('LOG_DESTINATION_UNWRITABLE', message, { cause, details: { path } });
  }
}

function writeFailure(destination: string, cause: Error): CorrelatorError {
  const message = `cannot write the log to ${destination}: ${cause.message}; make room, or mend what that names`;
  return new CorrelatorError('LOG_WRITE_FAILED', message, { cause, details: { destination } });
}

/**
 * Opens `stdout`, `stderr` or a file for synchronous writing, through pino's own destination: it waits if a pipe is
 * full, and a worker transport would lose the last lines.
 */
export function openLogDestination(open: typeof pinoDestination, destination: string): LogDestination {
  const standard = descriptors.get(destination);
  const fd = standard ?? openFile(resolve(destination));
  const cutsBack = standard === undefined && fstatSync(fd).isFile();
  const failures: Error[] = [];

  function connect(): Stream {
    const stream = open({ dest: fd, sync: true });
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') failures.push(error);
    });
    return stream;
  }

  let stream = connect();
  return {
    terminal: standard !== undefined && isatty(standard),
    write(text) {
      const length = cutsBack ? fstatSync(fd).size : 0;
      stream.write(text);
      const [failure] = failures.splice(0);
      if (failure === undefined) return;
      // The text is going to be written again, whole: nothing of it may stay, in the file or in the stream's buffer.
      if (cutsBack) ftruncateSync(fd, length);
      stream = connect();
      throw writeFailure(destination, failure);
    },
    close() {
      if (standard === undefined) closeSync(fd);
    },
  };
}
