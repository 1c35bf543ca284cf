import { Worker } from 'node:worker_threads';
import { CorrelatorError } from '@correlator/events';
import type { StoreCalls, StoreFailure, StoreReply, StoreRequest } from './messages.ts';

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** The file of the worker: in a package that was built, it is one of JavaScript beside this one. */
const workerFile = import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js';

/** A client of a store that lives in a worker, so that nothing that SQLite does holds up the loop of this thread. */
export class StoreClient {
  readonly path: string;
  readonly worker: Worker;
  readonly waiting = new Map<number, Waiting>();
  calls = 0;
  /** Why the worker is gone, if it is. */
  gone: Error | undefined = undefined;

  constructor(path: string) {
    this.path = path;
    this.worker = new Worker(new URL(workerFile, import.meta.url), { execArgv: [] });
    this.worker.unref();
    this.worker.on('message', (reply: StoreReply) => this.answered(reply));
    this.worker.on('error', (error) => this.ended(error));
    this.worker.on('exit', () => this.ended(new Error('its worker has ended')));
  }

  /** Calls the worker. Rejects with `STORE_…`, as `storeFailed` has it. */
  call<C extends keyof StoreCalls>(call: C, ...args: Parameters<StoreCalls[C]>): Promise<ReturnType<StoreCalls[C]>> {
    if (this.gone !== undefined) return Promise.reject(this.gone);
    const id = this.calls++;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, call, args } satisfies StoreRequest);
    });
  }

  answered(reply: StoreReply): void {
    const waiting = this.take(reply.id);
    if ('failure' in reply) waiting?.reject(this.errorOf(reply.failure));
    else waiting?.resolve(reply.result as never);
  }

  /** Takes out a call. A process may end while a store is open, but not while a call is under way. */
  take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.worker.unref();
    return waiting;
  }

  ended(error: Error): void {
    this.gone ??= this.errorOf({ message: error.message, code: undefined });
    for (const id of [...this.waiting.keys()]) this.take(id)?.reject(this.gone);
  }

  errorOf(failure: StoreFailure): Error {
    return storeFailed(this.path, failure);
  }
}

/** Returns the error for what the worker could not do. */
export function storeFailed(path: string, { message, code }: StoreFailure): CorrelatorError {
  const details = { path };
  if (code === 'STORE_IN_USE') return new CorrelatorError('STORE_IN_USE', message, { details });
  if (code === 'STORE_DAMAGED') return new CorrelatorError('STORE_DAMAGED', message, { details });
  if (code === 'STORE_FOREIGN') return new CorrelatorError('STORE_FOREIGN', message, { details });
  if (code === 'STORE_NEWER') return new CorrelatorError('STORE_NEWER', message, { details });
  if (code === 'STORE_UNAVAILABLE') return new CorrelatorError('STORE_UNAVAILABLE', message, { details });
  return new CorrelatorError('STORE_FAILED', `the store ${path} failed: ${message}${fixFor(message)}`, { details });
}

function fixFor(message: string): string {
  if (message.includes('full')) return '; make room on its disk';
  if (message.includes('malformed')) return '; stop the server: at the next start the file is checked and set aside';
  return '';
}
