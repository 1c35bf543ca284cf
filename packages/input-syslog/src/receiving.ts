import { randomBytes } from 'node:crypto';
import type { InputContext } from '@correlator/core';
import type { RecordSource } from '@correlator/events';
import { Budget, type Origin } from './channel.ts';
import { Inbox } from './inbox.ts';
import type { SyslogInputSettings } from './options.ts';
import { foreignHostText, HostRules } from './spoken-hosts.ts';
import type { ShownCertificate } from './tls-settings.ts';

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
  /** Which hosts a sender may speak for; undefined: any. */
  readonly rules: HostRules | undefined;

  constructor(input: string, settings: SyslogInputSettings, context: InputContext) {
    this.input = input;
    this.settings = settings;
    this.context = context;
    this.notices = new Notices(context);
    this.rules = settings.hosts === undefined ? undefined : new HostRules(settings.hosts);
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

  /** Local programs are no remote senders: nothing is asked of them, and nothing known. */
  localOrigin(url: string): Origin {
    return { source: this.sourceOf(undefined), peer: url };
  }

  /** The address of a datagram is its sender's own word: nothing vouches for it. */
  datagramOrigin(address: string): Origin {
    const hosts = this.rules?.ofAddress(address);
    return { source: this.sourceOf(address), peer: address, ...(hosts && { hosts }) };
  }

  connectedOrigin({ address, name, isNamed = () => false }: { address: string } & Partial<ShownCertificate>): Origin {
    const peer = name === undefined ? address : `${address} (${name})`;
    const vouched = { peer: address, ...(name !== undefined && { certificate: name }) };
    const hosts = this.rules?.of({ address, isNamed });
    return { source: this.sourceOf(address), peer, vouched, ...(hosts && { hosts }) };
  }

  /** Counts an entry of a host that its sender may not speak for, and reports the first from each sender. */
  refuseHost({ peer, hosts }: Origin, host: string): void {
    const say = () => foreignHostText(peer, host, hosts?.key);
    this.notices.once('foreign-host', peer, { say, data: { peer, host } });
  }
}

/** Counts of what may happen again and again, reported at the 1st, 10th, 100th … time. */
export class Notices {
  readonly context: InputContext;
  readonly counts = new Map<string, number>();
  /** What was reported once, by kind and what it was about. */
  readonly told = new Set<string>();

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

  /** Counts `kind`, and reports the first that is about `what`. */
  once(
    kind: string,
    what: string,
    { say, data }: { say: () => string; data: Readonly<Record<string, unknown>> },
  ): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const key = `${kind} ${what}`;
    if (this.told.has(key) || this.told.size >= mostTold) return;
    this.told.add(key);
    this.context.warn(say(), { kind, ...data });
  }
}

/** At most this many things are reported once; beyond that, only the count is kept. */
const mostTold = 1_000;

function isPowerOfTen(count: number): boolean {
  let rest = count;
  while (rest % 10 === 0) rest /= 10;
  return rest === 1;
}
