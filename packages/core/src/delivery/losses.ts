import { type Event, formatValue } from '@correlator/events';

/** So many ids of lost events a report names. */
const mostIds = 20;

/** What a report says of losses. */
export interface ToldLosses {
  /** Since the report before. */
  readonly lost: number;
  /** The times of the first and the last of them. */
  readonly from: string;
  readonly to: string;
  /** Of the first of them. */
  readonly ids: readonly string[];
}

/** Counts events that were lost for a listener, and keeps what a report needs to find them again elsewhere. */
export class Losses {
  count = 0;
  /** Of `count`, how many were told of. */
  reported = 0;
  first: Event | undefined = undefined;
  last: Event | undefined = undefined;
  readonly ids: string[] = [];

  add(event: Event): void {
    this.count++;
    this.first ??= event;
    this.last = event;
    if (this.ids.length < mostIds) this.ids.push(event.id);
  }

  get unreported(): number {
    return this.count - this.reported;
  }

  /** What is to be said of the losses since it was last said: how many, the time they span, the ids of the first. */
  tell(): ToldLosses {
    const { unreported, first, last, ids } = this;
    const told = { lost: unreported, from: timeOf(first), to: timeOf(last), ids: [...ids] };
    this.reported = this.count;
    this.first = undefined;
    this.last = undefined;
    ids.length = 0;
    return told;
  }
}

const timeOf = (event: Event | undefined): string =>
  event === undefined ? '' : String(formatValue('time', event.time));
