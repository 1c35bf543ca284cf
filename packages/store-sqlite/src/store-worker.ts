import { parentPort } from 'node:worker_threads';
import { DatabaseStore } from './database-store.ts';
import type { StoreFailure, StoreReply, StoreRequest } from './messages.ts';

const store = new DatabaseStore();

function failureOf(error: unknown): StoreFailure {
  const { message, code } = error as { message?: string; code?: unknown };
  return { message: message ?? String(error), code: typeof code === 'string' ? code : undefined };
}

function answer({ id, call, args }: StoreRequest): StoreReply {
  try {
    const action = store[call] as (...args: readonly unknown[]) => unknown;
    return { id, result: action.apply(store, args as unknown[]) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}

parentPort?.on('message', (request: StoreRequest) => {
  parentPort?.postMessage(answer(request));
  if (request.call === 'close') parentPort?.close();
});
