import { AddressBlocked, AddressUnblocked } from '@correlator/events';
import type { Block } from './block-list.ts';
import type { FirewallSettings } from './options.ts';

type Mode = Pick<FirewallSettings, 'dryRun'>;

/** Says that a source is blocked. */
export function blockedEvent(block: Block, { dryRun }: Mode): AddressBlocked {
  const { address, network, until, offence, causeType, causeSystem, causeId, causeTime } = block;
  const duration = until - causeTime;
  return new AddressBlocked({ address, network, until, duration, offence, causeType, causeSystem, causeId, dryRun });
}

/** Says that it is blocked no more, and why. */
export function unblockedEvent(
  { address, network, since, causeType, causeSystem }: Block,
  reason: AddressUnblocked['data']['reason'],
  { dryRun }: Mode,
): AddressUnblocked {
  return new AddressUnblocked({ address, network, since, reason, causeType, causeSystem, dryRun });
}
