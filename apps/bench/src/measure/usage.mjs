// Loaded into a measured process before everything else: at its exit, writes what it used to the file that its URL names.
import { readFileSync, writeFileSync } from 'node:fs';

const usageFile = new URL(import.meta.url).searchParams.get('file') ?? '';

/** The peak of resident memory, bytes: of this program alone where Linux says it, else as getrusage counts it. */
function peakMemory() {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (peak !== null) return Number(peak[1]) * 1024;
  } catch {
    // Not on Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: peakMemory() };
  writeFileSync(usageFile, JSON.stringify(usage));
});
