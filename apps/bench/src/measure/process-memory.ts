import { readFileSync } from 'node:fs';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not on Linux, or the process has ended.
    return '';
  }
}

function bytesOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(textOf(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** Resident memory of a process now, bytes; 0 where nobody says it. */
export const residentBytes = (pid: number): number => bytesOf(pid, 'VmRSS');

/** The sum of the peaks of the processes that a process started, bytes; its own is not among them. */
export function peakBytesBelow(pid: number): number {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return children.reduce((sum, child) => sum + bytesOf(child, 'VmHWM') + peakBytesBelow(child), 0);
}
