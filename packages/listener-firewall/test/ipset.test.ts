import { join } from 'node:path';
import { createManualClock } from '@correlator/core/testing';
import { expect, test } from 'vitest';
import type { FirewallOptions } from '../src/index.ts';
import { because, exceeded, folder, missing, namespace, run, start, ten } from './support.ts';

const lacking = missing('ip', 'ipset', 'iptables', 'ip6tables');

test.skipIf(lacking.length > 0)(`sets and rules block, and are taken away again${because(lacking)}`, async () => {
  const within = namespace();
  const on = (...words: string[]) => [...within, ...words];
  const commands = { ipset: on('ipset'), iptables: on('iptables'), ip6tables: on('ip6tables') };
  const state = join(folder(), 'blocks.jsonl');
  const options: FirewallOptions = { backend: 'ipset', state, ports: [22, 2222], ...commands };
  const first = await start(options);
  await first.firewall.handleBatch([exceeded('203.0.113.9'), exceeded('2001:db8::9')]);
  expect(run(...on('ipset', 'list', 'correlator4'))).toMatch(/203\.0\.113\.9 timeout (?:600|599)/);
  expect(run(...on('iptables', '-S', 'INPUT'))).toMatch(
    /-A INPUT -p tcp -m multiport --dports 22,2222 -m set --match-set correlator4 src -j DROP/,
  );
  expect(await first.firewall.backend.list()).toEqual(['203.0.113.9', '2001:db8::/64']);
  await first.firewall.stop();

  run(...on('ipset', 'add', 'correlator4', '198.51.100.1', 'timeout', '100'));
  const second = await start({ ...options, onStop: 'remove' }, createManualClock(ten + 300_000));
  expect(await second.firewall.backend.list()).toEqual(['203.0.113.9', '2001:db8::/64']);
  expect(run(...on('iptables', '-S', 'INPUT')).match(/correlator4/g)).toHaveLength(1);
  await second.firewall.stop();
  expect(run(...on('ipset', 'list', '-n'))).toBe('');

  await (await start(options)).firewall.stop();
  const third = await start({ ...options, ports: [2022], onStop: 'remove' }, createManualClock(ten + 300_000));
  expect(run(...on('iptables', '-S', 'INPUT')).match(/--dports \S+/g)).toEqual(['--dports 2022']);
  await third.firewall.backend.unblock([{ network: '203.0.113.9', address: '', remainingMs: 0 }]);
  expect(await third.firewall.backend.list()).toEqual(['2001:db8::/64']);
  await third.firewall.stop();
  expect(run(...on('ipset', 'list', '-n'))).toBe('');
  expect(run(...on('ip6tables', '-S', 'INPUT'))).not.toContain('correlator');
});
