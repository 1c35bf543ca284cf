import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManualClock } from '@correlator/core/testing';
import { describe, expect, test } from 'vitest';
import { firewallOptions, listBlocks, unblock } from '../src/index.ts';
import { because, dataOf, exceeded, folder, missing, namespace, run, start, ten } from './support.ts';

const lacking = missing('ip', 'nft');
const minute = 60_000;

/** Options for a namespace of its own. */
function isolated(more = {}) {
  const within = namespace();
  const state = join(folder(), 'blocks.jsonl');
  return { nft: [...within, 'nft'], state, within, more, options: { nft: [...within, 'nft'], state, ...more } };
}

const listed = async (options: object, now = ten) => {
  const blocks = await listBlocks(firewallOptions.parse(options), now);
  return blocks.map(({ network, inFirewall }) => [network, inFirewall]);
};

describe.skipIf(lacking.length > 0)(`nftables${because(lacking)}`, () => {
  test('addresses and networks are blocked for their time, in a table of its own', async () => {
    const { options, nft } = isolated();
    run(...nft, 'add', 'table', 'inet', 'others');
    const { firewall } = await start(options);
    const events = await firewall.handleBatch([exceeded('203.0.113.9'), exceeded('2001:db8:1:2::3')]);
    expect(dataOf(events)).toMatchObject([
      { type: 'address.blocked', network: '203.0.113.9', offence: 1 },
      { type: 'address.blocked', network: '2001:db8:1:2::/64', offence: 1 },
    ]);
    const rules = run(...nft, 'list', 'ruleset');
    expect(rules).toMatch(/203\.0\.113\.9 timeout 10m/);
    expect(rules).toMatch(/2001:db8:1:2::\/64 timeout 10m/);
    expect(rules).toContain('table inet others');
    expect(await listed(options)).toEqual([
      ['203.0.113.9', true],
      ['2001:db8:1:2::/64', true],
    ]);
  });

  test('who goes on is blocked for longer, and what is over ends', async () => {
    const { options, nft } = isolated();
    const { firewall, clock, dispatched } = await start(options);
    await firewall.handle(exceeded('203.0.113.9'));
    await clock.advance(5 * minute);
    await firewall.handle(exceeded('203.0.113.9', ten + 5 * minute));
    expect(run(...nft, 'list', 'ruleset')).toMatch(/203\.0\.113\.9 timeout 10m expires (?:10m|9m59s)/);
    await clock.advance(10 * minute);
    await firewall.idle;
    expect(dataOf(dispatched)).toMatchObject([{ type: 'address.unblocked', network: '203.0.113.9', reason: 'ended' }]);
  });

  test('a restart restores what is to be blocked, and removes what is not', async () => {
    const { options, nft } = isolated();
    const first = await start(options);
    await first.firewall.handleBatch([exceeded('203.0.113.9'), exceeded('203.0.113.10')]);
    await first.firewall.stop();
    expect(run(...nft, 'list', 'ruleset')).toContain('203.0.113.9');
    run(...nft, 'add', 'element', 'inet', 'correlator', 'addresses4', '{ 198.51.100.1 timeout 1h }');
    run(...nft, 'delete', 'element', 'inet', 'correlator', 'addresses4', '{ 203.0.113.9 }');

    const second = await start({ ...options, allow: ['203.0.113.10/32'] }, createManualClock(ten + 4 * minute));
    const rules = run(...nft, 'list', 'ruleset');
    expect(rules).toMatch(/203\.0\.113\.9 timeout 6m/);
    expect(rules).not.toContain('203.0.113.10');
    expect(rules).not.toContain('198.51.100.1');
    expect(dataOf(second.dispatched)).toMatchObject([{ network: '203.0.113.10', reason: 'allowed' }]);
  });

  test('a repeat offender is blocked longer, also after a restart', async () => {
    const { options } = isolated();
    const first = await start(options);
    await first.firewall.handle(exceeded('203.0.113.9'));
    await first.firewall.stop();
    const later = ten + 60 * minute;
    const { firewall } = await start(options, createManualClock(later));
    const [event] = await firewall.handle(exceeded('203.0.113.9', later));
    expect(event?.data).toMatchObject({ offence: 2, duration: 20 * minute });
  });

  test('networks may become wider or narrower from one start to the next', async () => {
    const { options, nft } = isolated();
    const first = await start({ ...options, prefixV4: 24 });
    await first.firewall.handleBatch([exceeded('203.0.113.9'), exceeded('198.51.100.7')]);
    await first.firewall.stop();
    const second = await start({ ...options, prefixV4: 16 });
    expect(run(...nft, 'list', 'ruleset')).toMatch(/198\.51\.0\.0\/16[\s\S]*203\.0\.0\.0\/16/);
    await second.firewall.stop();
    await start(options);
    expect(run(...nft, 'list', 'ruleset')).toMatch(/198\.51\.100\.7[\s\S]*203\.0\.113\.9/);
  });

  test('a block can be undone by hand while the server runs, and is forgotten', async () => {
    const { options, nft } = isolated();
    const { firewall, clock, dispatched } = await start(options);
    await firewall.handle(exceeded('203.0.113.9'));
    const undone = await unblock(firewallOptions.parse(options), '203.0.113.9', ten + 1);
    expect(undone.network).toBe('203.0.113.9');
    expect(run(...nft, 'list', 'ruleset')).not.toContain('203.0.113.9');
    await clock.advance(1_000);
    await firewall.idle;
    expect(dataOf(dispatched)).toMatchObject([{ network: '203.0.113.9', reason: 'by hand' }]);
    expect(await listed(options)).toEqual([]);
    const [again] = await firewall.handle(exceeded('203.0.113.9', ten + minute));
    expect(again?.data).toMatchObject({ offence: 1 });
    await expect(unblock(firewallOptions.parse(options), '203.0.113.77', ten)).rejects.toMatchObject({
      code: 'NOT_BLOCKED',
    });
  });

  test('what was undone by hand is not done again for the same event, nor after a restart', async () => {
    const { options } = isolated();
    const event = exceeded('203.0.113.9');
    const first = await start(options);
    await first.firewall.handle(event);
    await unblock(firewallOptions.parse(options), '203.0.113.9', ten + 1);
    await first.firewall.stop();
    const second = await start(options, createManualClock(ten + minute));
    expect(await second.firewall.handle(event)).toEqual([]);
    expect(await listed(options)).toEqual([]);
    const [again] = await second.firewall.handle(exceeded('203.0.113.9', ten + minute));
    expect(again?.data).toMatchObject({ offence: 1 });
  });

  test('a block that ended while the server was down is told of at its start, once', async () => {
    const { options } = isolated();
    const first = await start(options);
    await first.firewall.handle(exceeded('203.0.113.9'));
    await first.firewall.stop();
    for (const [later, told] of [
      [20, 1],
      [21, 0],
    ] as const) {
      const { firewall, dispatched } = await start(options, createManualClock(ten + later * minute));
      expect(dataOf(dispatched).filter(({ reason }) => reason === 'ended')).toHaveLength(told);
      await firewall.stop();
    }
  });

  test('a table that somebody took away is made anew, with all that is blocked', async () => {
    const { options, nft } = isolated();
    const { firewall, reports } = await start(options);
    await firewall.handle(exceeded('203.0.113.9'));
    run(...nft, 'flush', 'ruleset');
    await firewall.handle(exceeded('203.0.113.10'));
    expect(run(...nft, 'list', 'ruleset')).toMatch(/203\.0\.113\.9 [\s\S]*203\.0\.113\.10 /);
    expect(reports).toEqual([expect.stringContaining('made its table anew')]);
  });

  test('blocks may go when the server stops', async () => {
    const { options, nft } = isolated({ onStop: 'remove' });
    const { firewall } = await start(options);
    await firewall.handle(exceeded('203.0.113.9'));
    await firewall.stop();
    expect(run(...nft, 'list', 'ruleset')).toBe('');
  });

  test('whom it would block is only said where it is to be', async () => {
    const { options, nft } = isolated({ dryRun: true });
    const { firewall } = await start(options);
    const [event] = await firewall.handle(exceeded('203.0.113.9'));
    expect(event?.data).toMatchObject({ network: '203.0.113.9', dryRun: true });
    expect(event?.summary).toBe('203.0.113.9 is blocked for 10m (dry run): sshd.login-tries-exceeded');
    expect(run(...nft, 'list', 'ruleset')).toBe('');
  });

  test('a hundred thousand blocks are restored at once', async () => {
    const { options } = isolated();
    const lines = Array.from({ length: 100_000 }, (_, i) => {
      const address = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
      const block = { address, network: address, since: ten, until: ten + 10 * minute, offence: 1 };
      return JSON.stringify({
        by: 'x',
        block: { ...block, causeId: 'i', causeType: 't', causeSystem: 's', causeTime: ten },
      });
    });
    writeFileSync(options.state, `${lines.join('\n')}\n`);
    const { firewall } = await start(options);
    expect(firewall.list.blocks.size).toBe(100_000);
    expect((await firewall.backend.list())?.length).toBe(100_000);
  }, 60_000);

  test('rights that are missing are a clear error that names the fix', async () => {
    const { options, nft } = isolated();
    const unprivileged = ['setpriv', '--bounding-set=-net_admin', '--inh-caps=-net_admin', ...nft];
    await expect(start({ ...options, nft: unprivileged })).rejects.toMatchObject({
      code: 'FIREWALL_NOT_PERMITTED',
      message: expect.stringContaining('CAP_NET_ADMIN'),
    });
  });
});

test('a command that is missing is a clear error that names the fix', async () => {
  const state = join(folder(), 'blocks.jsonl');
  await expect(start({ state, nft: ['nft-that-is-not-there'] })).rejects.toMatchObject({
    code: 'FIREWALL_COMMAND_MISSING',
  });
});
