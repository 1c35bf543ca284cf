import { copyText, type Keyed, type KeyedEntry, type Module } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { Connection } from './connection.ts';
import type { SshMessage } from './message.ts';
import type { SshdOptions } from './options.ts';
import type { Process, ProcessTable } from './process-table.ts';

/**
 * PAM said that attempts failed; sshd has not said so yet, and may yet let the user in by another PAM module. Changes with
 * each line that tells of it.
 */
export interface PamFailures {
  readonly host: string;
  readonly address: string | null;
  readonly user: string | null;
  /** The address, or what stands for it. */
  readonly peer: string;
  count: number;
  at: number;
}

/** What PAM told of and sshd has not, by process. Where the log has no process ids, by the peer in place of one. */
export class PamTable {
  readonly processes: ProcessTable;
  readonly failures: Keyed<PamFailures, Process>;

  /** `onLeft` is told of what sshd has never had a say in. */
  constructor(module: Module<SshdOptions>, processes: ProcessTable, onLeft: (failures: PamFailures) => void) {
    this.processes = processes;
    this.failures = module.keyed('pam-failures', {
      ttl: '30s',
      max: 10_000,
      index: processes.createIndex<PamFailures>(),
      onExpire: (_process, failures) => onLeft(failures),
    });
  }

  /** Keeps what a line of PAM told of until sshd has its say. */
  add(process: Process, record: LogRecord, message: SshMessage): void {
    const { address, user } = message;
    const peer = message.peer ?? '';
    const known = this.failures.edit(process);
    if (known !== undefined && known.peer === peer) {
      known.count += record.repeat;
      known.at = record.time;
    } else {
      const { repeat: count, time: at } = record;
      this.failures.set(process, { host: copyText(record.host), address, user, peer, count, at });
    }
  }

  /**
   * sshd has said what came of an attempt that PAM told of: in the process of the connection, or, with
   * keyboard-interactive, in another.
   */
  settle(connection: Connection, process: Process | undefined, record: LogRecord, message: SshMessage): void {
    if (this.failures.size === 0) return;
    const named = process ?? this.processes.find({ pid: message.peer ?? '', host: record.host });
    const own = connection.pamFailed && named !== undefined ? this.failures.entry(named) : undefined;
    const waiting = own ?? (mayBeOfAnother(message) ? this.ofPeer(message.peer ?? '', record.host) : undefined);
    if (waiting !== undefined) this.countDown(waiting);
    connection.pamFailed = own?.live === true;
  }

  countDown(waiting: KeyedEntry<PamFailures, Process>): void {
    if (waiting.value.count > 1) {
      waiting.value.count--;
      this.failures.touch(waiting);
    } else this.failures.remove(waiting);
  }

  /** Those that wait are few: a second or two of what comes in, and no more than the maximum. */
  ofPeer(peer: string, host: string): KeyedEntry<PamFailures, Process> | undefined {
    for (const entry of this.failures.order) {
      if (entry.value.peer === peer && entry.value.host === host) return entry;
    }
    return undefined;
  }
}

/** With keyboard-interactive, PAM speaks from a process of its own; with a password, from the one that sshd speaks from. */
function mayBeOfAnother({ kind, method }: SshMessage): boolean {
  return kind !== 'invalid_user' && kind !== 'not_allowed' && method !== 'password' && method !== 'publickey';
}
