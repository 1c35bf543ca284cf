import { apiVersion, defineListener, type ListenerManifest, type Obstacle } from '@correlator/core';
import { AddressBlocked, AddressUnblocked, isCorrelatorError, messageOf } from '@correlator/events';
import { createBackend, FirewallListener } from './firewall-listener.ts';
import { type FirewallSettings, firewallOptions } from './options.ts';

async function obstacles(options: FirewallSettings): Promise<readonly Obstacle[]> {
  if (options.dryRun) return [];
  try {
    await createBackend(options).check();
    return [];
  } catch (error) {
    const code = isCorrelatorError(error) ? error.code : 'FIREWALL_FAILED';
    return [{ code, message: messageOf(error) }];
  }
}

/** The firewall listener for configurations; its name there is `firewall`. */
export const manifest: ListenerManifest<FirewallSettings> = defineListener({
  name: 'firewall',
  api: apiVersion,
  summary: 'Blocks the sources of attacks for a while: by nftables, ipset or any command.',
  options: firewallOptions,
  events: [AddressBlocked, AddressUnblocked],
  obstacles,
  create: (options, setup) => new FirewallListener(options, setup),
});
