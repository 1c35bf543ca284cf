import { Module } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { CaptureStatsEvent } from './events.ts';
import type { CaptureOptions } from './options.ts';

/** Counts what is received: what the capture beside it holds. */
export class CaptureStatistics extends Module<Pick<CaptureOptions, 'maxKeys'>> {
  override readonly partitionBy = { record: 'host' } as const;
  readonly totals = this.counters('totals', { records: 'sum', bytes: 'sum', first: 'min', last: 'max' });
  readonly inputs = this.tally('inputs', { max: this.options.maxKeys });
  readonly senders = this.tally('senders', { max: this.options.maxKeys });
  readonly hosts = this.tally('hosts', { max: this.options.maxKeys });
  readonly byProgram = this.tally('programs', { max: this.options.maxKeys });

  override process({ raw, time, source, host, program }: LogRecord): void {
    this.totals.add('records');
    this.totals.add('bytes', Buffer.byteLength(raw));
    this.totals.add('first', time);
    this.totals.add('last', time);
    this.inputs.add(source.input);
    if (source.sender !== undefined) this.senders.add(source.sender);
    this.hosts.add(host);
    this.byProgram.add(program);
  }

  override statistics(): CaptureStatsEvent {
    const [records, bytes] = [this.totals.get('records'), this.totals.get('bytes')];
    const [first, last] = records > 0 ? [this.totals.get('first'), this.totals.get('last')] : [null, null];
    return new CaptureStatsEvent({
      records,
      bytes,
      first,
      last,
      duration: (last ?? 0) - (first ?? 0),
      inputs: this.inputs.size,
      senders: this.senders.size,
      hosts: this.hosts.size,
      programs: this.byProgram.size,
    });
  }
}
