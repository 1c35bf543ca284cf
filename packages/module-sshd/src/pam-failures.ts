import { copyText, type Keyed, type KeyedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import type { SshMessage } from './message.ts';
import type { Process } from './process-table.ts';

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

/** Keeps what a line of PAM told of until sshd has its say. */
export function addPamFailure(
  failures: Keyed<PamFailures, Process>,
  process: Process,
  record: LogRecord,
  message: SshMessage,
): void {
  const { address, user } = message;
  const peer = message.peer ?? '';
  const known = failures.edit(process);
  if (known !== undefined && known.peer === peer) {
    known.count += record.repeat;
    known.at = record.time;
  } else {
    failures.set(process, { host: copyText(record.host), address, user, peer, count: record.repeat, at: record.time });
  }
}

/**
 * sshd has said what came of an attempt that PAM told of: in the same process, or, with keyboard-interactive, in another.
 * True where the process has more of them.
 */
export function settlePamFailure(
  failures: Keyed<PamFailures, Process>,
  process: Process | undefined,
  record: LogRecord,
  message: SshMessage,
): boolean {
  const own = process && failures.entry(process);
  const waiting = own ?? (mayBeOfAnother(message) ? ofPeer(failures, message.peer ?? '', record.host) : undefined);
  if (waiting === undefined) return false;
  if (waiting.value.count > 1) {
    waiting.value.count--;
    failures.touch(waiting);
  } else failures.remove(waiting);
  return waiting === own && waiting.live;
}

/** With keyboard-interactive, PAM speaks from a process of its own; with a password, from the one that sshd speaks from. */
function mayBeOfAnother({ kind, method }: SshMessage): boolean {
  return kind !== 'invalid_user' && kind !== 'not_allowed' && method !== 'password' && method !== 'publickey';
}

/** Those that wait are few: a second or two of what comes in, and no more than the maximum. */
function ofPeer(
  failures: Keyed<PamFailures, Process>,
  peer: string,
  host: string,
): KeyedEntry<PamFailures, Process> | undefined {
  for (const entry of failures.order) {
    if (entry.value.peer === peer && entry.value.host === host) return entry;
  }
  return undefined;
}
