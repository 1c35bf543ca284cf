import { randomBytes } from 'node:crypto';
import type { InputContext } from '@correlator/core';
import type { RecordSource } from '@correlator/events';
import { Budget } from './channel.ts';
import { Inbox } from './inbox.ts';
import type { SyslogInputSettings } from './options.ts';

/** What the servers of one input have in common, from its start to its stop. */
export class Receiving {
  readonly input: string;
  readonly settings: SyslogInputSettings;
  readonly context: InputContext;
  readonly notices: Notices;
  readonly inbox = new Inbox();
  /** What connections may hold. */
  readonly streams: Budget;
  /** Tells this start from all others: what is received cannot be received again. */
  readonly epoch: string;

  constructor(input: string, settings: SyslogInputSettings, context: InputContext) {
    this.input = input;
    this.settings = settings;
    this.context = context;
    this.notices = new Notices(context);
    this.streams = new Budget(settings.maxPendingBytes);
    this.epoch = `${Math.floor(context.clock.now()).toString(36)}-${randomBytes(5).toString('hex')}`;
  }

  now(): number {
    return this.context.clock.now();
  }

  sourceOf(sender: string | undefined): RecordSource {
    const source = { input: this.input, identity: this.epoch };
    return sender === undefined ? source : { ...source, sender };
  }
}

/** Counts of what may happen again and again, reported at the 1st, 10th, 100th … time. */
export class Notices {
  readonly context: InputContext;
  readonly counts = new Map<string, number>();

  constructor(context: InputContext) {
    this.context = context;
  }

  /** Counts `kind`. `say` makes the words for the times that are reported. */
  count(kind: string, say: () => string, data: Readonly<Record<string, unknown>> = {}): void {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (!isPowerOfTen(count)) return;
    const times = count === 1 ? '' : ` (the ${count}th time)`;
    this.context.warn(`${say()}${times}`, { kind, count, ...data });
  }
}

function isPowerOfTen(count: number): boolean {
  let rest = count;
  while (rest % 10 === 0) rest /= 10;
  return rest === 1;
}
