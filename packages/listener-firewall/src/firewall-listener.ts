import { resolve } from 'node:path';
import { type Cancel, type Criteria, type Listener, type ListenerContext, parseOptions } from '@correlator/core';
import { type AddressUnblocked, CorrelatorError, type Event, messageOf } from '@correlator/events';
import { type Backend, type Entry, entryOf } from './backend.ts';
import { BlockDecisions, type Report } from './block-decisions.ts';
import { type Block, BlockList, blockedEvent, unblockedEvent } from './block-list.ts';
import { CommandBackend } from './command.ts';
import { IpsetBackend } from './ipset.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { NftablesBackend } from './nftables.ts';
import { type FirewallOptions, type FirewallSettings, firewallOptions, policyOf } from './options.ts';
import { restoreBlocks } from './restore-blocks.ts';
import { killConnections } from './run-command.ts';

/** How often it looks whether somebody undid a block by hand, in milliseconds. */
const lookMs = 1_000;

/** How long it waits before it tries again to end a block, in milliseconds. */
const retryMs = 10_000;

/** The setup of a listener, besides its options. */
export interface FirewallSetup {
  /** Its name in the configuration. @default 'firewall' */
  readonly name?: string;
  readonly criteria?: Criteria;
}

/**
 * A listener that blocks the sources of events: only those whose class declares an asserted address, and whose module it was
 * told to trust. It answers with `AddressBlocked`, and dispatches `AddressUnblocked` when a block has ended.
 *
 * @example
 * new FirewallListener({ duration: '1h', allow: ['192.0.2.0/24'] });
 */
export class FirewallListener implements Listener {
  readonly name: string;
  readonly criteria: Criteria;
  readonly settings: FirewallSettings;
  readonly backend: Backend;
  readonly list: BlockList;
  readonly journal: Journal;
  readonly decisions: BlockDecisions;
  context: ListenerContext | undefined = undefined;
  /** Before this, blocks that could not be ended are not tried again. */
  retryAt = 0;
  cancelEnd: Cancel = () => {};
  cancelLook: Cancel = () => {};
  /** Resolves when what was begun so far is done. */
  idle: Promise<unknown> = Promise.resolve();

  /** Throws `OPTIONS_INVALID` with every problem of the options. */
  constructor(options: FirewallOptions = {}, { name = 'firewall', criteria = {} }: FirewallSetup = {}) {
    this.name = name;
    this.settings = parseOptions(firewallOptions, options, `listeners.${name}`);
    this.criteria = { ...criteria, types: this.settings.events, systems: this.settings.trust };
    this.backend = createBackend(this.settings);
    this.list = new BlockList(policyOf(this.settings));
    this.journal = new Journal(resolve(this.settings.state));
    const report: Report = (summary, data) => this.report(summary, data);
    this.decisions = new BlockDecisions({ name, settings: this.settings, list: this.list, report });
  }

  /**
   * Makes its table, and has exactly those blocked who are to be. Throws `FIREWALL_COMMAND_MISSING`,
   * `FIREWALL_NOT_PERMITTED`, `FIREWALL_FAILED` or `FIREWALL_STATE_UNUSABLE`.
   */
  async start(context: ListenerContext): Promise<void> {
    this.context = context;
    if (this.settings.dryRun) return;
    const now = context.clock.now();
    const { targetOf } = this.decisions;
    const { allowed, ended, damaged } = await restoreBlocks(this.list, this.journal, { targetOf, now });
    const gone = [...allowed, ...ended];
    // If it cannot be written, that is to be known now and not at the first attack.
    await this.journal.append(gone.map(({ network }) => ({ ended: network })));
    if (damaged > 0)
      this.report(`${damaged} lines of ${this.journal.path} cannot be read, and are ignored`, { damaged });
    await this.backend.start(
      this.entries(now),
      gone.map((block) => entryOf(block, now)),
    );
    for (const block of allowed) this.unblocked(block, 'allowed');
    for (const block of ended) this.unblocked(block, 'ended');
    this.scheduleEnd();
    this.scheduleLook();
  }

  entries(now: number): Entry[] {
    return [...this.list.blocks.values()].map((block) => entryOf(block, now));
  }

  handle(event: Event): Promise<readonly Event[]> {
    return this.handleBatch([event]);
  }

  /** Blocks in one transaction. Throws what the firewall says, for the engine to try again. */
  handleBatch(events: readonly Event[]): Promise<readonly Event[]> {
    return this.alone(async () => {
      const now = this.started().clock.now();
      const blocks = this.decisions.decide(events, now);
      if (blocks.length === 0) return [];
      if (!this.settings.dryRun) await this.block(blocks, now);
      for (const block of blocks) this.list.add(block);
      this.scheduleEnd();
      return blocks.map((block) => blockedEvent(block, this.settings));
    });
  }

  /** Finishes what is under way. Blocks stay, or go, as `onStop` says. */
  async stop(): Promise<void> {
    this.cancelEnd();
    this.cancelLook();
    await this.alone(async () => {
      const { context } = this;
      this.context = undefined;
      if (context === undefined || this.settings.dryRun || this.settings.onStop !== 'remove') return;
      await this.backend.remove(this.entries(context.clock.now()));
    });
  }

  /** Writes the journal first: what is in the firewall and nowhere else would be forgotten. */
  async block(blocks: readonly Block[], now: number): Promise<void> {
    await this.journal.append(blocks.map((block) => ({ block })));
    const entries = blocks.map((block) => entryOf(block, now));
    await this.backend.block(entries).catch((error) => this.rebuild(entries, now, error));
    if (this.settings.killConnections) await killConnections(this.settings.ss, blocks);
  }

  /** Makes its table anew, with all that is blocked: somebody may have taken it away (`nft flush ruleset`). */
  async rebuild(entries: readonly Entry[], now: number, error: unknown): Promise<void> {
    if (!this.backend.endsBlocks) throw error;
    const added = new Set(entries.map(({ network }) => network));
    const others = this.entries(now).filter(({ network }) => !added.has(network));
    await this.backend.start([...others, ...entries], []);
    this.report(`listener ${this.name} made its table anew: ${messageOf(error)}`);
  }

  scheduleEnd(): void {
    this.cancelEnd();
    const next = this.list.nextEnd();
    if (next === undefined || this.context === undefined) return;
    const { clock } = this.context;
    // A timer takes no more than 2^31 ms.
    const wait = Math.min(Math.max(0, Math.max(next, this.retryAt) - clock.now()), 2 ** 31 - 1);
    this.cancelEnd = clock.after(wait, () => this.inBackground(() => this.endBlocks()));
  }

  /** Ends what is over; what cannot be ended is tried again. */
  async endBlocks(): Promise<void> {
    const now = this.started().clock.now();
    if (now < this.retryAt) return this.scheduleEnd();
    const over = this.list.over(now);
    const ended = await this.undo(over, now);
    if (!this.settings.dryRun) await this.journal.append(ended.map(({ network }) => ({ ended: network })));
    for (const block of ended) this.list.end(block);
    for (const block of ended) this.unblocked(block, 'ended');
    this.retryAt = ended.length < over.length ? now + retryMs : 0;
    this.scheduleEnd();
    if (!this.settings.dryRun) await this.journal.compact(() => this.list.worthKeeping(now).flatMap(entriesOf(now)));
  }

  /** Makes a firewall end blocks, if it does not by itself. Returns those that are ended. */
  async undo(over: readonly Block[], now: number): Promise<readonly Block[]> {
    if (this.settings.dryRun || this.backend.endsBlocks) return over;
    const ended: Block[] = [];
    for (const block of over) {
      try {
        await this.backend.unblock([entryOf(block, now)]);
        ended.push(block);
      } catch (error) {
        const what = `cannot end the block of ${block.network}, and tries again`;
        this.report(`listener ${this.name} ${what}: ${messageOf(error)}`);
      }
    }
    return ended;
  }

  scheduleLook(): void {
    this.cancelLook = this.started().clock.after(lookMs, () => {
      this.inBackground(() => this.look());
      this.scheduleLook();
    });
  }

  /** Looks for blocks that were undone by hand: whoever did so wrote to the journal. */
  async look(): Promise<void> {
    for (const entry of await this.journal.foreign()) {
      const block = 'unblock' in entry ? this.list.pardon(entry.unblock) : undefined;
      if (block !== undefined) this.unblocked(block, 'by hand');
    }
    this.scheduleEnd();
  }

  unblocked(block: Block, reason: AddressUnblocked['data']['reason']): void {
    this.started().dispatch(unblockedEvent(block, reason, this.settings));
  }

  report(summary: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.started().report(summary, data);
  }

  started(): ListenerContext {
    if (this.context !== undefined) return this.context;
    throw new CorrelatorError('LISTENER_NOT_STARTED', `${this.name}: call start() first`);
  }

  inBackground(action: () => Promise<void>): void {
    this.alone(action).catch((error) => this.report(`listener ${this.name}: ${messageOf(error)}`));
  }

  /** Runs `action` when all before are done: a call that timed out may still be under way. */
  alone<T>(action: () => Promise<T>): Promise<T> {
    const done = this.idle.then(action);
    this.idle = done.catch(() => undefined);
    return done;
  }
}

/** Returns what a journal that is written anew says of a block. */
const entriesOf =
  (now: number) =>
  (block: Block): JournalEntry[] =>
    block.until > now ? [{ block }] : [{ block }, { ended: block.network }];

/** Makes the backend that the options name. */
export function createBackend(settings: FirewallSettings): Backend {
  if (settings.backend === 'ipset') return new IpsetBackend(settings);
  return settings.backend === 'command' ? new CommandBackend(settings) : new NftablesBackend(settings);
}
