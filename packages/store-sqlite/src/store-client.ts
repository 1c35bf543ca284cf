import { Worker } from 'node:worker_threads';
import type { StoreCalls, StoreFailure, StoreReply, StoreRequest } from './messages.ts';
import { storeFailed } from './store-errors.ts';

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** In a package that was built, the worker is a file of JavaScript beside this one. */
const workerFile = import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js';

/** Calls a store that lives in a worker, so that nothing that SQLite does holds up the loop of this thread. */
export class StoreClient {
  readonly path: string;
  readonly worker: Worker;
  readonly waiting = new Map<number, Waiting>();
  calls = 0;
  /** The worker is gone. */
  gone: Error | undefined = undefined;

  constructor(path: string) {
    this.path = path;
    this.worker = new Worker(new URL(workerFile, import.meta.url), { execArgv: [] });
    this.worker.unref();
    this.worker.on('message', (reply: StoreReply) => this.answered(reply));
    this.worker.on('error', (error) => this.ended(error));
    this.worker.on('exit', () => this.ended(new Error('its worker has ended')));
  }

  /** Throws `STORE_…`, as `storeFailed` has it. */
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

  /** A process ends though a store is open, but not while a call is under way. */
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
