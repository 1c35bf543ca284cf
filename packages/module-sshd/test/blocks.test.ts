import { createEngine, type Listener, useModule } from '@correlator/core';
import { createCollectingListener } from '@correlator/core/testing';
import { AddressBlocked, AddressUnblocked, type Event } from '@correlator/events';
import { expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { inputOf, recordsOf } from './support.ts';

const failures = (source: string, minute: number) =>
  [0, 1].map((second) => {
    const at = new Date(Date.UTC(2026, 10, 24, 10, minute, second)).toISOString();
    return `${at} web01 sshd[${minute}]: Failed password for root from ${source} port ${50000 + second} ssh2`;
  });

/** Blocks, and unblocks the last time it is called. */
function wall(dryRun: boolean, causeType = 'sshd.login-tries-exceeded'): Listener {
  let calls = 0;
  return {
    name: 'wall',
    criteria: { types: ['sshd.login-tries-exceeded'] },
    handle({ id: causeId, data }) {
      const address = String(data.address);
      const common = { address, network: address, causeType, causeSystem: 'sshd', dryRun };
      calls++;
      const blocked = new AddressBlocked({ ...common, causeId, until: 0, duration: 0, offence: 1 });
      const unblocked = new AddressUnblocked({ ...common, since: 0, reason: 'ended' });
      return calls === 3 ? ([blocked, unblocked] as never) : (blocked as never);
    },
  };
}

async function statisticsWith(...listeners: Listener[]): Promise<Event[]> {
  const collector = createCollectingListener('all', { types: ['sshd.block-statistics'] });
  const lines = [...failures('203.0.113.1', 1), ...failures('203.0.113.2', 2), ...failures('203.0.113.1', 20)];
  await createEngine({
    inputs: [inputOf(recordsOf(lines))],
    modules: [useModule(manifest, { limit: 2 })],
    listeners: [...listeners, collector],
  }).run();
  return [...collector.events];
}

test('whom a listener blocked is counted', async () => {
  const [event] = await statisticsWith(wall(false));
  expect(event?.data).toEqual({ day: '2026-11-24', sourcesBlocked: 2, blocks: 3, blockedNow: 1 });
});

test.each([
  ['where nobody blocks', []],
  ['where it was only said', [wall(true)]],
  ['where it was for something else', [wall(false, 'nginx.attack')]],
])('nothing is said %s', async (_, listeners) => {
  expect(await statisticsWith(...listeners)).toEqual([]);
});
