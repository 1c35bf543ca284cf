import { Module, type Reading } from '@correlator/core';
import { templateOf } from '@correlator/core/explain';
import { copyText, durationMs, type Event, type LogRecord } from '@correlator/events';
import {
  SudoCommandRun,
  SudoRefusalsExceeded,
  SudoRefused,
  SudoStatistics,
  SudoUnknownMessage,
  SudoUnusualUse,
} from './events.ts';
import type { SudoOptions } from './options.ts';
import { readMessage, type SudoUse } from './read-message.ts';
import { UsualUse } from './unusual.ts';

/** Reports commands that were run and refused by sudo, host by host, and what of it is unusual. */
export class Sudo extends Module<SudoOptions> {
  override readonly programs = ['sudo'];
  override readonly partitionBy = { record: 'host' } as const;
  readonly windowMs = durationMs(this.options.window, 'window');
  readonly usual = new UsualUse(this);
  readonly refusals = this.slidingWindow('refusals', {
    size: this.windowMs,
    max: this.options.maxUsers,
    maxPerKey: this.options.limit,
  });
  /** When it was told last that a user is refused too often. */
  readonly told = this.keyed<number>('told', { ttl: this.windowMs, max: this.options.maxUsers });
  readonly unknown = this.keyed<number>('unknown', { ttl: '30d', max: 1_000 });
  readonly totals = this.counters('totals', ['commands', 'refused', 'unusual', 'unknownMessages']);

  override process(record: LogRecord): void {
    const use = readMessage(record.message);
    if (use === undefined) this.isUnknown(record);
    else if (use === 'note') return;
    else if (use.id === 'refused') this.refused(record, use);
    else this.ran(record, use);
  }

  override explain({ message }: LogRecord): Reading {
    const use = readMessage(message);
    if (use === undefined || use === 'note') return { kind: use ?? 'unknown' };
    const { id, ...rest } = use;
    return { kind: id, ...rest };
  }

  ran(record: LogRecord, use: SudoUse): void {
    const data = dataOf(record, use);
    this.totals.add('commands', record.repeat);
    this.dispatch(new SudoCommandRun(data));
    const why = this.usual.add(use, record.host, record.time);
    if (why === undefined) return;
    this.totals.add('unusual');
    this.dispatch(new SudoUnusualUse({ ...data, why }));
  }

  refused(record: LogRecord, use: SudoUse): void {
    const { refusal, attempts } = use;
    this.totals.add('refused', record.repeat);
    this.dispatch(new SudoRefused({ ...dataOf(record, use), refusal: refusal ?? '', attempts }));
    this.watch(record, use);
  }

  watch({ host, time, repeat }: LogRecord, { user }: SudoUse): void {
    const key = `${user} ${host}`;
    const refusals = this.refusals.add(key, time, repeat);
    const last = this.told.get(key);
    if (refusals < this.options.limit || (last !== undefined && time - last <= this.windowMs)) return;
    this.told.set(key, time);
    this.dispatch(new SudoRefusalsExceeded({ host, user, refusals, window: this.windowMs }));
  }

  isUnknown({ host, message, repeat }: LogRecord): void {
    const template = templateOf(message);
    const key = `${template} ${host}`;
    const before = this.unknown.get(key) ?? 0;
    const count = before + repeat;
    this.unknown.set(key, count);
    this.totals.add('unknownMessages', repeat);
    const isTold = Math.floor(Math.log10(before)) < Math.floor(Math.log10(count));
    if (isTold) this.dispatch(new SudoUnknownMessage({ host, template, count }));
  }

  override statistics(): Event {
    return new SudoStatistics({ ...this.totals.values });
  }
}

/** In memory of its own: events may be kept for long, and the block that was read must not be. */
function dataOf({ host }: LogRecord, { user, target, terminal, directory, command }: SudoUse): SudoCommandRun['data'] {
  const own = (text: string | null) => (text === null ? null : copyText(text));
  return {
    host,
    user: copyText(user),
    target: own(target),
    terminal: own(terminal),
    directory: own(directory),
    command: own(command),
  };
}
