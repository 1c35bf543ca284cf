/** Those that are told what the engine is told. */
import { CorrelatorError, errorText } from '@correlator/events';
import type { Clock } from '../base/clock.ts';
import { startFailed } from '../base/component-errors.ts';
import type { Receipt, RunDescription, Tap } from '../contract/tap.ts';
import type { Reports } from '../reports/reports.ts';

/** The taps of a run. One that fails is reported and left out; the run goes on. */
export class Taps {
  readonly reports: Reports;
  readonly clock: Clock;
  taps: readonly Tap[];

  constructor(taps: readonly Tap[], reports: Reports, clock: Clock) {
    this.taps = taps;
    this.reports = reports;
    this.clock = clock;
  }

  get none(): boolean {
    return this.taps.length === 0;
  }

  /** Starts all, or none. */
  async start(run: RunDescription): Promise<void> {
    const names = this.taps.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new CorrelatorError('NAME_TAKEN', `two taps are called '${twice}': rename one`);
    const started: Tap[] = [];
    for (const tap of this.taps) {
      try {
        await tap.start({ run, clock: this.clock, warn: (summary, data = {}) => this.trouble(tap, summary, data) });
        started.push(tap);
      } catch (error) {
        for (const other of started) await other.stop().catch(() => {});
        throw startFailed(`tap ${tap.name}`, error);
      }
    }
  }

  async receive(receipt: Receipt): Promise<void> {
    for (const tap of this.taps) {
      try {
        await tap.receive(receipt);
      } catch (error) {
        this.failed(tap, error);
      }
    }
  }

  async stop(): Promise<void> {
    for (const tap of this.taps) await tap.stop().catch((error) => this.failed(tap, error));
  }

  failed(tap: Tap, error: unknown): void {
    this.taps = this.taps.filter((other) => other !== tap);
    const summary = `tap ${tap.name} failed, and receives nothing more: ${errorText(error)}`;
    this.reports.report({ type: 'engine.tap-failed', summary, data: { tap: tap.name, error: errorText(error) } });
  }

  trouble({ name }: Tap, summary: string, data: Readonly<Record<string, unknown>>): void {
    this.reports.report({
      type: 'engine.tap-trouble',
      summary: `tap ${name}: ${summary}`,
      data: { tap: name, ...data },
    });
  }
}
