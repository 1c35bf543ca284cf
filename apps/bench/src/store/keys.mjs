// What a store with many keys of state costs.

// An engine with a store and so many keys of state: `fill` saves them all, then what changes in a second, ten times; `restore`
// starts from what is there. Prints what it took, as JSON.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { argv, memoryUsage } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine, Module } from '@correlator/core';
import { createMemoryInput } from '@correlator/core/testing';
import { createSqliteStore } from '@correlator/store-sqlite';

const [mode, path, count] = [argv[2], argv[3], Number(argv[4])];
const changedEachSecond = 50_000;

class Keys extends Module {
  keys = this.keyed('keys', { ttl: '30d', max: 10_000_000 });
  process({ host, time }) {
    const value = this.keys.edit(host) ?? this.keys.set(host, { count: 0, first: time, last: time }).value;
    value.count++;
    value.last = time;
  }
}

const batches = [];
const wake = { resolve: () => {} };
const memory = createMemoryInput('keys', [], { live: true });
let ended = false;
/** Gives batches as they are made: a million records at once would be measured, too. */
const input = {
  ...memory,
  async read() {
    // As inputs do: others have their turn before each batch.
    await new Promise(setImmediate);
    while (batches.length === 0 && !ended) await new Promise((resolve) => (wake.resolve = resolve));
    return batches.shift();
  },
  async stop() {
    ended = true;
    wake.resolve();
  },
  positions: () => null,
};
const source = { input: 'keys', identity: 'bench' };
let offset = 0;

function record(key) {
  const host = `host-${key}.example.org`;
  const empty = {
    program: 'app',
    pid: '',
    facility: undefined,
    severity: undefined,
    msgid: '',
    structuredData: undefined,
  };
  const time = Date.now() - 60_000;
  return {
    ...empty,
    time,
    host,
    message: '',
    raw: '',
    repeat: 1,
    late: false,
    retimed: false,
    source,
    offset: offset++,
  };
}

async function push(from, to) {
  for (let at = from; at < to; at += 1_000) {
    const records = Array.from({ length: Math.min(1_000, to - at) }, (_, i) => record((at + i) % count));
    batches.push({ records, unparsed: [], bytes: 0, receivedAt: Date.now() });
    wake.resolve();
    await new Promise(setImmediate);
  }
}

let module;
const create = () => (module = new Keys(undefined));
let committed = 0;
const store = createSqliteStore({ path });
const begin = store.begin.bind(store);
store.begin = () => {
  const transaction = begin();
  const commit = transaction.commit.bind(transaction);
  transaction.commit = async (checkpoint) => {
    const figures = await commit(checkpoint);
    committed++;
    return figures;
  };
  return transaction;
};

const engine = createEngine({
  inputs: [input],
  modules: [{ name: 'keys', create }],
  store,
  checkpointInterval: mode === 'fill' ? '1s' : '1h',
});

async function saved() {
  const before = committed;
  while (committed <= before) await sleep(5);
}

const began = performance.now();
await engine.start();
const result = { startMs: performance.now() - began, keys: module.keys.size, rss: memoryUsage.rss() };

if (mode === 'fill') {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await push(0, count);
  await saved();
  result.fillingMs = delay.max / 1e6;
  delay.reset();
  for (let second = 0; second < 10; second++) {
    await push(second * changedEachSecond, (second + 1) * changedEachSecond);
    await sleep(1_000);
  }
  delay.disable();
  Object.assign(result, { keys: module.keys.size, changingMs: delay.max / 1e6, committed });
}
await engine.stop();
console.log(JSON.stringify(result));
