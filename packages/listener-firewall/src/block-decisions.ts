import { isWorthReporting } from '@correlator/core';
import type { Event } from '@correlator/events';
import type { Block, BlockList, Cause } from './block-list.ts';
import type { FirewallSettings } from './options.ts';
import { createTargeting, type Target } from './target.ts';

/** A function that reports something to an operator. */
export type Report = (summary: string, data?: Readonly<Record<string, unknown>>) => void;

/** What decides whom events are to have blocked. It reports why nobody is, if that is not as it should be. */
export class BlockDecisions {
  /** The name of the listener. */
  readonly name: string;
  readonly settings: FirewallSettings;
  readonly list: BlockList;
  readonly report: Report;
  readonly targetOf: (address: string) => Target | string;
  /** How often each reason not to block came up. */
  readonly refused = new Map<string, number>();

  constructor({ name, settings, list, report }: Pick<BlockDecisions, 'name' | 'settings' | 'list' | 'report'>) {
    this.name = name;
    this.settings = settings;
    this.list = list;
    this.report = report;
    this.targetOf = createTargeting(settings);
  }

  /** Returns whom these events have blocked that are not blocked yet, or not for as long. Nothing is added to the list. */
  decide(events: readonly Event[], now: number): readonly Block[] {
    const pending = new Map<string, Block>();
    for (const event of events) {
      const target = this.targetOfEvent(event);
      if (target !== undefined) this.decideOn(target, event, { now, pending });
    }
    return [...pending.values()];
  }

  targetOfEvent(event: Event): Target | undefined {
    const { field, value } = assertedOf(event);
    if (!this.settings.trust.includes(event.system)) {
      return this.refuse(`its module '${event.system}' is not trusted`, event);
    }
    if (field === undefined) return this.refuse('its class declares no asserted address', event);
    if (value === null) return undefined;
    const target = this.targetOf(value);
    return typeof target === 'string' ? this.refuse(target, event) : target;
  }

  decideOn(target: Target, event: Event, { now, pending }: { now: number; pending: Map<string, Block> }): void {
    const block = this.list.decide(target, causeOf(event), { now, pending });
    if (typeof block !== 'string') pending.set(target.network, block);
    else if (block === 'full') {
      this.refuse(`${this.settings.maxBlocks} sources are blocked already; raise maxBlocks`, event);
    }
  }

  /** Reports why nobody is blocked, if the count of this reason is worth it. */
  refuse(reason: string, event: Event): undefined {
    const key = `${event.type} ${reason}`;
    const count = (this.refused.get(key) ?? 0) + 1;
    this.refused.set(key, count);
    if (!isWorthReporting(count)) return;
    const summary = `listener ${this.name} does not block for an event of type ${event.type}: ${reason}`;
    this.report(summary, { type: event.type, reason, count, id: event.id });
  }
}

function causeOf({ id, type, system, time }: Event): Cause {
  return { causeId: id, causeType: type, causeSystem: system, causeTime: time };
}

/** What of an event may be acted on. */
export interface Asserted {
  /** The name of the field; undefined if there is none, or several and none of them is called `address`. */
  readonly field: string | undefined;
  readonly value: string | null;
}

/**
 * Returns the address of an event that its author declared to be one that nobody can forge. Other fields, whatever their names,
 * are never looked at.
 */
export function assertedOf({ fields = {}, data }: Event): Asserted {
  const names = Object.keys(fields).filter((name) => fields[name]?.kind === 'assertedAddress');
  const field = names.length === 1 ? names[0] : names.find((name) => name === 'address');
  const value = field === undefined ? undefined : data[field];
  return { field, value: typeof value === 'string' ? value : null };
}
