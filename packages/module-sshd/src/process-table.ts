import { copyText, type Keyed, type KeyedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';

/** Names a process of a host, for as long as its id is not given anew. */
export type ProcessKey = string;

/** A process of a host. */
export type Process = Pick<LogRecord, 'pid' | 'host'>;

/** The key of a process. */
export function processKey(pid: string, host: string): ProcessKey {
  return `${pid} ${host}`;
}

const slots = 1 << 10;

/** By the last four digits of a process id. */
function slotOf(pid: string): number {
  const at = pid.length - 1;
  const ones = pid.charCodeAt(at) + pid.charCodeAt(at - 1) * 10;
  return (ones + pid.charCodeAt(at - 2) * 100 + pid.charCodeAt(at - 3) * 1_000) & (slots - 1);
}

/**
 * Values by process. Those that were asked for lately are remembered by their process id, so that neither is a key put
 * together nor an entry looked up for each line. All values have to be added here.
 */
export class ProcessTable<V> {
  readonly values: Keyed<V, ProcessKey>;
  readonly pids: string[] = new Array<string>(slots).fill('');
  readonly hosts: string[] = new Array<string>(slots).fill('');
  readonly entries: (KeyedEntry<V, ProcessKey> | undefined)[] = new Array(slots).fill(undefined);
  readonly keys: ProcessKey[] = new Array<ProcessKey>(slots).fill('');

  constructor(values: Keyed<V, ProcessKey>) {
    this.values = values;
  }

  /** The entry of `process`. */
  find(process: Process): KeyedEntry<V, ProcessKey> | undefined {
    const entry = this.entries[this.slotFor(process)];
    return entry?.live ? entry : undefined;
  }

  /** Sets the value of `process`. */
  set(process: Process, value: V): KeyedEntry<V, ProcessKey> {
    const slot = this.slotFor(process);
    const key = this.keys[slot] as ProcessKey;
    const entry = this.entries[slot]?.live ? this.values.set(key, value) : this.values.insert(key, value);
    this.entries[slot] = entry;
    return entry;
  }

  /** Deletes the value of `process`. */
  delete(process: Process): void {
    const slot = this.slotFor(process);
    this.entries[slot] = undefined;
    this.values.delete(this.keys[slot] as ProcessKey);
  }

  /** The key of `process`. */
  keyOf(process: Process): ProcessKey {
    return this.keys[this.slotFor(process)] as ProcessKey;
  }

  slotFor({ pid, host }: Process): number {
    const slot = slotOf(pid);
    if (this.pids[slot] !== pid || this.hosts[slot] !== host) this.fill(slot, pid, host);
    return slot;
  }

  fill(slot: number, pid: string, host: string): void {
    const key = processKey(pid, host);
    this.pids[slot] = copyText(pid);
    this.hosts[slot] = copyText(host);
    this.keys[slot] = key;
    this.entries[slot] = this.values.entry(key);
  }
}
