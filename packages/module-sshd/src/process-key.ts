import type { LogRecord } from '@correlator/events';

/** Names a process of a host, for as long as its id is not given anew. */
export type ProcessKey = number | string;

/** Linux gives process ids below 2^22. */
const pids = 2 ** 22;
const plainPid = /^[1-9]\d{0,6}$/;

let lastHost = '';
let lastHash = 0;

/** 30 bits of FNV-1a over the host's name. */
function hashOf(host: string): number {
  if (host === lastHost) return lastHash;
  let hash = 0x811c9dc5;
  for (let i = 0; i < host.length; i++) hash = Math.imul(hash ^ host.charCodeAt(i), 0x01000193);
  lastHost = host;
  lastHash = hash >>> 2;
  return lastHash;
}

/** A number where the process id is an ordinary one: cheaper by far than a text made of both, line after line. */
export function processKey({ pid, host }: LogRecord): ProcessKey {
  const number = plainPid.test(pid) ? Number(pid) : pids;
  return number < pids ? hashOf(host) * pids + number : `${pid} ${host}`;
}
