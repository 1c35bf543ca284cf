import { formatDuration, messageOf } from '@correlator/events';
import type { Cancel } from './clock.ts';
import type { EngineParts } from './engine-parts.ts';
import type { InputSlot } from './input-slot.ts';
import { isWorthReporting } from './operational.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

type TroubleParts = Pick<EngineParts, 'settings' | 'reports' | 'intake'>;

/** What is known and said of an input that fails and comes back. */
export class InputTroubles {
  readonly slot: InputSlot;
  readonly parts: TroubleParts;
  /** Failures since it had last worked for as long as the longest pause. */
  inRow = 0;
  pauseMs = 0;
  downSince = 0;
  upSince = Number.NEGATIVE_INFINITY;
  told = false;
  /** It failed, and has not shown yet that it is back. */
  down = false;
  cancelQuiet: Cancel = () => {};

  constructor(slot: InputSlot, parts: TroubleParts) {
    this.slot = slot;
    this.parts = parts;
  }

  get now(): number {
    return this.parts.settings.clock.now();
  }

  /** It failed; answers after how long it is opened again, where it is. */
  failed(thrown: unknown, again: boolean): number {
    const { now } = this;
    this.cancelQuiet();
    if (!this.down && now - this.upSince >= longestPauseMs) this.inRow = 0;
    if (!this.down) this.downSince = now;
    this.down = true;
    this.inRow++;
    this.pauseMs = Math.min(firstPauseMs * 2 ** (this.inRow - 1), longestPauseMs);
    if (!again || isWorthReporting(this.inRow)) this.tell(thrown, again);
    return this.pauseMs;
  }

  tell(thrown: unknown, again: boolean): void {
    this.told = true;
    const next = again ? `it is opened again in ${formatDuration(this.pauseMs)}` : 'it is not read any more';
    const data = {
      error: messageOf(thrown),
      failures: this.slot.ledger.failures,
      retryMs: again ? this.pauseMs : null,
    };
    this.report('engine.input-failed', `failed: ${data.error}; ${next}`, data);
  }

  /** It could be opened again. It may have nothing to say for long: then that it does not fail shows that it is back. */
  started(): void {
    this.cancelQuiet = this.parts.settings.clock.after(this.pauseMs, () => this.works());
  }

  /** It gave a batch. */
  works(): void {
    const { slot, now, inRow } = this;
    if (!this.down) return;
    this.cancelQuiet();
    this.down = false;
    this.parts.intake.input(slot, 'up');
    this.upSince = now;
    if (!this.told) return;
    this.told = false;
    const data = { failures: inRow, downMs: now - this.downSince };
    this.report('engine.input-recovered', `is read again, after ${formatDuration(data.downMs)}`, data);
  }

  stopFailed(thrown: unknown): void {
    this.report('engine.input-trouble', `could not be stopped: ${messageOf(thrown)}`, { error: messageOf(thrown) });
  }

  abandoned(graceMs: number): void {
    const what = `has not ended ${formatDuration(graceMs)} after it was stopped, and is left behind`;
    this.report('engine.input-abandoned', what, { graceMs });
  }

  end(): void {
    this.cancelQuiet();
  }

  report(
    type: 'engine.input-failed' | 'engine.input-recovered' | 'engine.input-trouble' | 'engine.input-abandoned',
    what: string,
    data: Readonly<Record<string, unknown>>,
  ): void {
    const input = this.slot.input.name;
    this.parts.reports.report({ type, summary: `input ${input} ${what}`, data: { input, ...data } });
  }
}
