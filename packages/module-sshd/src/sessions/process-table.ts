import type { KeyedEntry, KeyIndex } from '@correlator/core';
import { copyText, type LogRecord } from '@correlator/events';

/** The name of a process, until its id is given anew. */
export type ProcessName = Pick<LogRecord, 'pid' | 'host'>;

/** A process of a host of which something is known. It holds the entries of all collections that know of it. */
export class Process {
  readonly pid: string;
  readonly host: string;
  readonly hash: number;
  /** The entries, by the numbers of the collections. */
  readonly entries: (KeyedEntry<unknown, Process> | undefined)[];
  /** The number of entries. A process without any is in no table. */
  held = 0;
  /** The next process in the same bucket. */
  next: Process | undefined = undefined;

  constructor(pid: string, host: string, hash: number, entries: Process['entries']) {
    this.pid = pid;
    this.host = host;
    this.hash = hash;
    this.entries = entries;
  }
}

/** Returns the name of a process in saved state. */
export function nameOf({ pid, host }: Process): string {
  return `${pid} ${host}`;
}

function parseName(name: string): ProcessName {
  const space = name.indexOf(' ');
  return { pid: name.slice(0, space), host: name.slice(space + 1) };
}

/** Returns the number of a process id as systems write it, of up to nine digits. For any other text, it is below 0. */
function hashOf(pid: string): number {
  let number = 0;
  let other = pid.length > 9 || pid.charCodeAt(0) === 0x30 ? 1 : 0;
  for (let i = 0; i < pid.length; i++) {
    const digit = pid.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) other = 1;
    number = (Math.imul(number, 10) + digit) | 0;
  }
  return other === 0 ? number : ~(number & 0x7fffffff);
}

/** The entries of one collection, by the process that holds them. */
class ProcessIndex<V> implements KeyIndex<Process, KeyedEntry<V, Process>> {
  readonly table: ProcessTable;
  readonly number: number;

  constructor(table: ProcessTable, number: number) {
    this.table = table;
    this.number = number;
  }

  get({ entries }: Process): KeyedEntry<V, Process> | undefined {
    return entries[this.number] as KeyedEntry<V, Process> | undefined;
  }

  set(process: Process, entry: KeyedEntry<V, Process>): void {
    if (process.held++ === 0) this.table.add(process);
    process.entries[this.number] = entry as KeyedEntry<unknown, Process>;
  }

  delete(process: Process): void {
    process.entries[this.number] = undefined;
    if (--process.held === 0) this.table.remove(process);
  }

  write(process: Process): string {
    return nameOf(process);
  }

  read(name: string | number): Process {
    return this.table.open(parseName(String(name)));
  }
}

/** The processes of which something is known. No key is put together, and no map is asked, for a line. */
export class ProcessTable {
  /** The entries of a new process. */
  readonly none: undefined[] = [];
  /** The chains of processes, by their mixed hashes. */
  buckets: (Process | undefined)[] = new Array(1 << 10).fill(undefined);
  /** The number of bits by which a mixed hash is shifted to get the number of its bucket. */
  shift = 32 - 10;
  size = 0;

  /** Makes the index of one more collection. All are made before the first process. */
  createIndex<V>(): KeyIndex<Process, KeyedEntry<V, Process>> {
    return new ProcessIndex<V>(this, this.none.push(undefined) - 1);
  }

  /** Returns the process, if anything is known of it. */
  find(name: ProcessName): Process | undefined {
    return this.search(name, hashOf(name.pid));
  }

  /** Returns the process that `nameOf` named, if anything is known of it. */
  named(name: string): Process | undefined {
    return this.find(parseName(name));
  }

  /** Returns the process. It is kept once a collection has an entry of it. */
  open(name: ProcessName): Process {
    const { pid, host } = name;
    const hash = hashOf(pid);
    return this.search(name, hash) ?? new Process(copyText(pid), copyText(host), hash, this.none.slice());
  }

  search({ pid, host }: ProcessName, hash: number): Process | undefined {
    let process = this.buckets[this.bucketOf(hash)];
    while (process !== undefined) {
      if (process.hash === hash && process.host === host && (hash >= 0 || process.pid === pid)) return process;
      process = process.next;
    }
    return undefined;
  }

  /** Returns the bucket of a hash. Hashes with the same last bits are spread. */
  bucketOf(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> this.shift;
  }

  add(process: Process): void {
    if (this.size++ === this.buckets.length) this.grow();
    this.chain(process);
  }

  chain(process: Process): void {
    const bucket = this.bucketOf(process.hash);
    process.next = this.buckets[bucket];
    this.buckets[bucket] = process;
  }

  remove(process: Process): void {
    const bucket = this.bucketOf(process.hash);
    let other = this.buckets[bucket];
    if (other === process) this.buckets[bucket] = process.next;
    else {
      while (other?.next !== process) other = other?.next;
      other.next = process.next;
    }
    process.next = undefined;
    this.size--;
  }

  grow(): void {
    const chains = this.buckets;
    this.buckets = new Array(chains.length * 2).fill(undefined);
    this.shift--;
    for (const first of chains) {
      for (let process = first; process !== undefined; ) {
        const { next } = process;
        this.chain(process);
        process = next;
      }
    }
  }
}
