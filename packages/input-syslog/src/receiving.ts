import { randomBytes } from 'node:crypto';
import type { InputContext } from '@correlator/core';
import { durationMs, type RecordSource } from '@correlator/events';
import { Budget } from './channel.ts';
import type { Connection } from './connection.ts';
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
  readonly connections = new Set<Connection>();
  /** Connections that must wait until more is read. */
  readonly held = new Set<Connection>();
  /** Tells this start from all others: what is received cannot be received again. */
  readonly epoch: string;
  readonly limits: { readonly idleMs: number; readonly messageMs: number };

  constructor(input: string, settings: SyslogInputSettings, context: InputContext) {
    this.input = input;
    this.settings = settings;
    this.context = context;
    this.notices = new Notices(context);
    this.streams = new Budget(settings.maxPendingBytes);
    this.epoch = `${Math.floor(context.clock.now()).toString(36)}-${randomBytes(5).toString('hex')}`;
    this.limits = {
      idleMs: durationMs(settings.idleTimeout, 'idleTimeout'),
      messageMs: durationMs(settings.messageTimeout, 'messageTimeout'),
    };
  }

  now(): number {
    return this.context.clock.now();
  }

  sourceOf(sender: string | undefined): RecordSource {
    const source = { input: this.input, identity: this.epoch };
    return sender === undefined ? source : { ...source, sender };
  }

  /** Something was read: whoever waited for that may go on. */
  release(): void {
    for (const connection of this.held) if (connection.release()) this.held.delete(connection);
  }

  /** Looks for connections that are silent or stuck. */
  look(): void {
    const now = this.now();
    for (const connection of this.connections) connection.look(now, this.limits);
  }
}

/** What may happen again and again, told of at the 1st, 10th, 100th … time. */
export class Notices {
  readonly context: InputContext;
  readonly counts = new Map<string, number>();

  constructor(context: InputContext) {
    this.context = context;
  }

  /** Counts `kind`; `say` makes the words for the times that are told. */
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
