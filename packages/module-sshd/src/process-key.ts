import { copyText } from '@correlator/core';
import type { LogRecord } from '@correlator/events';

/** Names a process of a host, for as long as its id is not given anew. */
export type ProcessKey = string;

interface Slot {
  readonly pid: string;
  readonly host: string;
  readonly key: ProcessKey;
}

/** Keys made lately, by the last bits of the process id: line after line, the same text need not be made and hashed anew. */
const slots: (Slot | undefined)[] = new Array(4_096).fill(undefined);

function slotOf(pid: string): number {
  let number = 0;
  for (let i = 0; i < pid.length; i++) number = (number * 10 + pid.charCodeAt(i)) & 0xfff;
  return number;
}

export function processKey({ pid, host }: LogRecord): ProcessKey {
  const index = slotOf(pid);
  const slot = slots[index];
  if (slot !== undefined && slot.pid === pid && slot.host === host) return slot.key;
  const key = `${pid} ${host}`;
  slots[index] = { pid: copyText(pid), host: copyText(host), key };
  return key;
}
