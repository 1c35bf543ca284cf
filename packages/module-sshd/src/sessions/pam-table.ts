import type { Keyed, KeyedEntry, KeyIndex, Module } from '@correlator/core';
import { copyText, type LogRecord } from '@correlator/events';
import type { SshMessage } from '../messages/message.ts';
import type { SshdOptions } from '../options/options.ts';
import type { Connection } from './connection.ts';
import type { Process, ProcessTable } from './process-table.ts';

/**
 * Failed attempts that PAM reported and sshd has not. sshd may yet let the user in by another PAM module. They change with
 * each line that reports them.
 */
export interface PamFailures {
  readonly host: string;
  readonly address: string | null;
  readonly user: string | null;
  /** The address, or what stands in its place. */
  readonly peer: string;
  /** The PAM modules that reported attempts. Several may report the same one. */
  readonly modules: string[];
  /** How many attempts each of `modules` reported. */
  readonly counts: number[];
  at: number;
}

/** Returns how many attempts PAM reported: the most that one of its modules did. */
export function attemptsOf({ counts }: PamFailures): number {
  return Math.max(...counts);
}

type PamEntry = KeyedEntry<PamFailures, Process>;

/** The number of counts of peers, by their hashes. */
const peerSlots = 1 << 12;

/**
 * An index by process. It counts peers besides: most have nothing waiting, and need not be looked for among thousands.
 */
class PamIndex implements KeyIndex<Process, PamEntry> {
  readonly byProcess: KeyIndex<Process, PamEntry>;
  readonly peers = new Int32Array(peerSlots);

  constructor(byProcess: KeyIndex<Process, PamEntry>) {
    this.byProcess = byProcess;
  }

  get(process: Process): PamEntry | undefined {
    return this.byProcess.get(process);
  }

  set(process: Process, entry: PamEntry): void {
    this.count(entry, 1);
    this.byProcess.set(process, entry);
  }

  delete(process: Process): void {
    const entry = this.byProcess.get(process);
    if (entry !== undefined) this.count(entry, -1);
    this.byProcess.delete(process);
  }

  write(process: Process): string | number {
    return this.byProcess.write(process);
  }

  read(written: string | number): Process {
    return this.byProcess.read(written);
  }

  count({ value }: PamEntry, entries: number): void {
    const slot = slotOf(value.peer);
    this.peers[slot] = (this.peers[slot] as number) + entries;
  }

  mayHave(peer: string): boolean {
    return (this.peers[slotOf(peer)] as number) > 0;
  }
}

function slotOf(peer: string): number {
  let hash = 0;
  for (let i = 0; i < peer.length; i++) hash = (Math.imul(hash, 31) + peer.charCodeAt(i)) | 0;
  return (Math.imul(hash, 0x9e3779b1) >>> 20) & (peerSlots - 1);
}

/**
 * The attempts that PAM reported and sshd has not, by process; in a log without process ids, by the peer in place of
 * one.
 */
export class PamTable {
  readonly processes: ProcessTable;
  readonly index: PamIndex;
  readonly failures: Keyed<PamFailures, Process>;

  /** Calls `onLeft` with attempts of which sshd has said nothing for 30 seconds. */
  constructor(module: Module<SshdOptions>, processes: ProcessTable, onLeft: (failures: PamFailures) => void) {
    this.processes = processes;
    this.index = new PamIndex(processes.createIndex<PamFailures>());
    this.failures = module.keyed('pam-failures', {
      ttl: '30s',
      max: 10_000,
      index: this.index,
      onExpire: (_process, failures) => onLeft(failures),
    });
  }

  /** Keeps the attempts that a line of PAM reports until sshd has its say. */
  add(process: Process, record: LogRecord, message: SshMessage): void {
    const { address, user } = message;
    const peer = message.peer ?? '';
    const known = this.failures.edit(process);
    if (known !== undefined && known.peer === peer) {
      count(known, message.pamModule, record.repeat);
      known.at = record.time;
    } else {
      const pam = { modules: [copyText(message.pamModule)], counts: [record.repeat] };
      // It is set anew, as it is also found by its peer.
      if (known !== undefined) this.failures.delete(process);
      this.failures.set(process, { host: copyText(record.host), address, user, peer, ...pam, at: record.time });
    }
  }

  /**
   * Takes off an attempt of which sshd has said what came of it: one of the connection's process or, with
   * keyboard-interactive, of another process with the same peer.
   */
  settle(connection: Connection, process: Process | undefined, record: LogRecord, message: SshMessage): void {
    if (this.failures.size === 0) return;
    const named = record.pid === '' ? this.processes.find({ pid: message.peer ?? '', host: record.host }) : process;
    const own = connection.pamFailed && named !== undefined ? this.failures.entries.find(named) : undefined;
    const waiting = own ?? (mayBeOfAnother(message) ? this.ofPeer(message.peer ?? '', record.host) : undefined);
    if (waiting !== undefined) this.countDown(waiting);
    connection.pamFailed = own?.live === true;
  }

  /** Takes off all attempts of a process, and returns how many they are. */
  take(process: Process): number {
    const waiting = this.failures.entries.find(process);
    if (waiting === undefined) return 0;
    this.failures.entries.remove(waiting);
    return attemptsOf(waiting.value);
  }

  countDown(waiting: PamEntry): void {
    const { counts } = waiting.value;
    for (let i = 0; i < counts.length; i++) counts[i] = Math.max(0, (counts[i] as number) - 1);
    if (attemptsOf(waiting.value) > 0) this.failures.entries.touch(waiting);
    else this.failures.entries.remove(waiting);
  }

  /** Returns what has waited longest of a peer. */
  ofPeer(peer: string, host: string): PamEntry | undefined {
    if (!this.index.mayHave(peer)) return undefined;
    for (const entry of this.failures.entries.all()) {
      if (entry.value.peer === peer && entry.value.host === host) return entry;
    }
    return undefined;
  }
}

function count({ modules, counts }: PamFailures, module: string, attempts: number): void {
  const at = modules.indexOf(module);
  if (at < 0) {
    modules.push(copyText(module));
    counts.push(attempts);
  } else counts[at] = (counts[at] as number) + attempts;
}

/**
 * Returns whether PAM may have spoken from another process. With keyboard-interactive it has one of its own; with a
 * password it speaks from sshd's.
 */
function mayBeOfAnother({ kind, method }: SshMessage): boolean {
  return kind !== 'invalid_user' && kind !== 'not_allowed' && method !== 'password' && method !== 'publickey';
}
