import type { LogRecord, RecordSource } from '@correlator/events';
import { createRecord } from '../contract/record.ts';
import { isDigit } from '../text/digits.ts';
import { type Interner, isAt } from '../text/interner.ts';

/** The hosts and programs seen lately. */
export interface Names {
  readonly hosts: Interner;
  readonly programs: Interner;
}

/** Longer process ids are looked at more closely. */
const longestPid = 20;

/** Returns where the message begins behind `: ` or `[digits]: `, or -1. */
function startOfMessage(codes: Uint8Array, at: number): number {
  let colon = at;
  if (codes[at] === 0x5b) {
    let pidEnd = at + 1;
    while (isDigit(codes[pidEnd] as number) && pidEnd - at <= longestPid) pidEnd++;
    if (pidEnd === at + 1 || codes[pidEnd] !== 0x5d) return -1;
    colon = pidEnd + 1;
  }
  return codes[colon] === 0x3a && codes[colon + 1] === 0x20 ? colon + 2 : -1;
}

/**
 * Returns whether a message may begin with `[ID 800047 auth.info]`, `message repeated`, `last message repeated` or `--- last
 * message`.
 */
function mayTellMore(codes: Uint8Array, at: number): boolean {
  const first = codes[at];
  return first === 0x6d || first === 0x6c || first === 0x2d || (first === 0x5b && codes[at + 1] === 0x49);
}

/** Returns whether a message may begin with `PID 1234: `, as of Cygwin. */
function mayTellPid(codes: Uint8Array, at: number): boolean {
  return codes[at] === 0x50 && codes[at + 1] === 0x49;
}

/**
 * Returns the record of a line that lies from `start` to `end` in a longer text and has its time up to `at`, if it goes on as
 * most lines do: a host and a program seen lately, a process id or none, a message that says nothing more about the record.
 * Undefined otherwise.
 */
export function readUsual(
  names: Names,
  text: string,
  codes: Uint8Array,
  start: number,
  at: number,
  end: number,
  time: number,
  source: RecordSource,
  offset: number,
): LogRecord | undefined {
  const host = names.hosts.candidateOf(codes, at + 1);
  const programStart = at + host.length + 2;
  if (host === '' || codes[programStart - 1] !== 0x20 || !isAt(codes, at + 1, host)) return undefined;
  const program = names.programs.candidateOf(codes, programStart);
  const programEnd = programStart + program.length;
  if (program === '' || !isAt(codes, programStart, program)) return undefined;
  const messageStart = startOfMessage(codes, programEnd);
  if (messageStart < 0 || mayTellMore(codes, messageStart)) return undefined;
  const hasPid = messageStart !== programEnd + 2;
  if (!hasPid && mayTellPid(codes, messageStart)) return undefined;
  const pid = hasPid ? text.slice(programEnd + 1, messageStart - 3) : '';
  const message = text.slice(messageStart, end);
  const raw = text.slice(start, end);
  return createRecord(time, host, program, pid, undefined, undefined, '', undefined, message, raw, source, offset);
}
