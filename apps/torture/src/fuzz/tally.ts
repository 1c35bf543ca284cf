import { stderr } from 'node:process';
import type { InputLedger } from '@correlator/core';

const shownEveryMs = 2_000;
const mostExamples = 20;

const whole = (number: number): string => Math.round(number).toLocaleString('en');
const megabytes = (kilobytes: number): number => kilobytes / 1024;

/** What a run of mutated input came to, with what went wrong. */
export class Tally {
  readonly began = performance.now();
  readonly reasons = new Map<string, number>();
  readonly failures: string[] = [];
  failed = 0;
  entries = 0;
  read = 0;
  processed = 0;
  unparsed = 0;
  bytes = 0;
  events = 0;
  files = 0;
  slowestMs = 0;
  slowest = '';
  shownAt = 0;

  count(what: string): void {
    this.reasons.set(what, (this.reasons.get(what) ?? 0) + 1);
  }

  fail(problem: string, example: string): void {
    this.failed++;
    if (this.failures.length < mostExamples) this.failures.push(`${problem}: ${JSON.stringify(example.slice(0, 300))}`);
  }

  /** How long one line took to be parsed. */
  took(ms: number, line: string): void {
    if (ms <= this.slowestMs) return;
    this.slowestMs = ms;
    this.slowest = `${whole(line.length)} characters`;
  }

  take(ledger: InputLedger, events: number): void {
    this.read += ledger.read;
    this.processed += ledger.processed;
    this.unparsed += ledger.unparsed;
    this.bytes += ledger.bytes;
    this.events += events;
  }

  get peakMegabytes(): number {
    return megabytes(process.resourceUsage().maxRSS);
  }

  /** One line of progress, now and then. */
  show(done: string): void {
    const now = performance.now();
    if (now - this.shownAt < shownEveryMs) return;
    this.shownAt = now;
    const seconds = (now - this.began) / 1_000;
    const memory = process.memoryUsage.rss() / 2 ** 20;
    stderr.write(`${seconds.toFixed(0).padStart(5)} s  ${done}, ${whole(memory)} MB, ${whole(this.failed)} failures\n`);
  }

  /** The figures, as lines of text. */
  report(): string {
    const rows: readonly (readonly [string, string])[] = [
      ['entries in ledgers', whole(this.read)],
      ['  processed', whole(this.processed)],
      ['  unparsed', whole(this.unparsed)],
      ['bytes', whole(this.bytes)],
      ['files', whole(this.files)],
      ['events', whole(this.events)],
      ['slowest long line', `${this.slowestMs.toFixed(3)} ms (${this.slowest})`],
      ['peak memory', `${whole(this.peakMegabytes)} MB`],
      ['time', `${((performance.now() - this.began) / 1_000).toFixed(0)} s`],
      ...[...this.reasons].sort(([, a], [, b]) => b - a).map(([name, count]) => [name, whole(count)] as const),
      ['failures', whole(this.failed)],
    ];
    const lines = rows.map(([name, value]) => `${name.padEnd(36)}${value.padStart(16)}`);
    return [...lines, ...this.failures].join('\n');
  }
}
