import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, Module } from '@correlator/core';
import { createCollectingListener, createManualClock, createMemoryInput } from '@correlator/core/testing';
import {
  address,
  assertedAddress,
  ErrorEvent,
  type Event,
  eventFromJSON,
  NoticeEvent,
  nullable,
} from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { FirewallListener, type FirewallOptions } from '../src/index.ts';
import { dataOf, exceeded, folder, start, ten } from './support.ts';

const minute = 60_000;

/** Options with a command that writes down how it was called. */
function byCommand(more: FirewallOptions = {}) {
  const path = folder();
  const script = join(path, 'block.sh');
  const calls = join(path, 'calls');
  writeFileSync(script, `#!/bin/sh\nfor word in "$@"; do printf '%s|' "$word"; done >> ${calls}\necho >> ${calls}\n`);
  chmodSync(script, 0o755);
  writeFileSync(calls, '');
  const options: FirewallOptions = {
    backend: 'command',
    block: [script, 'block', '{network}', '--for={seconds}s', '{address}'],
    unblock: [script, 'unblock', '{network}'],
    state: join(path, 'blocks.jsonl'),
    ...more,
  };
  return {
    options,
    state: join(path, 'blocks.jsonl'),
    calls: () => readFileSync(calls, 'utf8').split('\n').slice(0, -1),
  };
}

describe('any command', () => {
  test('is called by an argument vector, at the start and at the end of a block', async () => {
    const { options, calls } = byCommand();
    const { firewall, clock, dispatched } = await start(options);
    await firewall.handleBatch([exceeded('203.0.113.9'), exceeded('2001:db8::9')]);
    expect(calls()).toEqual([
      'block|203.0.113.9|--for=600s|203.0.113.9|',
      'block|2001:db8::/64|--for=600s|2001:db8::9|',
    ]);
    await clock.advance(10 * minute);
    await firewall.idle;
    expect(calls().slice(2)).toEqual(['unblock|203.0.113.9|', 'unblock|2001:db8::/64|']);
    expect(dataOf(dispatched).map(({ reason }) => reason)).toEqual(['ended', 'ended']);
  });

  test('that fails is tried again by the engine, and what it was to block is blocked then', async () => {
    const { options, calls } = byCommand();
    const { firewall } = await start({ ...options, block: ['/bin/false'] });
    const event = exceeded('203.0.113.9');
    await expect(firewall.handle(event)).rejects.toMatchObject({ code: 'FIREWALL_FAILED' });
    Object.assign(firewall.backend, { settings: { ...firewall.settings, block: options.block } });
    expect(dataOf(await firewall.handle(event))).toMatchObject([{ network: '203.0.113.9', offence: 1 }]);
    expect(calls()).toHaveLength(1);
  });

  test('is not called again for a source that is blocked for longer', async () => {
    const { options, calls } = byCommand();
    const { firewall, clock } = await start(options);
    await firewall.handle(exceeded('203.0.113.9'));
    await clock.advance(5 * minute);
    await firewall.handle(exceeded('203.0.113.9', ten + 5 * minute));
    await clock.advance(11 * minute);
    await firewall.idle;
    expect(calls().map((call) => call.split('|', 2).join(' '))).toEqual(['block 203.0.113.9', 'unblock 203.0.113.9']);
  });

  test('undoes what ended while the server was down, and blocks the others anew', async () => {
    const { options, calls } = byCommand();
    const first = await start(options);
    await first.firewall.handle(exceeded('203.0.113.9'));
    await first.firewall.handle(exceeded('203.0.113.10', ten));
    await first.clock.advance(5 * minute);
    await first.firewall.handle(exceeded('203.0.113.10', ten + 5 * minute));
    await first.firewall.stop();
    const before = calls().length;
    const second = await start(options, createManualClock(ten + 12 * minute));
    expect(
      calls()
        .slice(before)
        .map((call) => call.split('|', 2).join(' ')),
    ).toEqual(['unblock 203.0.113.10', 'unblock 203.0.113.9', 'block 203.0.113.10']);
    expect(dataOf(second.dispatched)).toMatchObject([{ network: '203.0.113.9', reason: 'ended' }]);
  });

  test('that cannot end a block is tried again, and the others are ended', async () => {
    const { options, calls } = byCommand();
    const { firewall, clock, dispatched, reports } = await start(options);
    await firewall.handleBatch([exceeded('203.0.113.9'), exceeded('203.0.113.10')]);
    const { unblock = [] } = options;
    const once = join(folder(), 'once.sh');
    writeFileSync(
      once,
      `#!/bin/sh\n[ "$2" = 203.0.113.9 ] && [ ! -e "$0.done" ] && touch "$0.done" && exit 1\nexec ${unblock[0]} "$@"\n`,
    );
    chmodSync(once, 0o755);
    Object.assign(firewall.backend, { settings: { ...firewall.settings, unblock: [once, ...unblock.slice(1)] } });
    await clock.advance(10 * minute);
    await firewall.idle;
    expect(dataOf(dispatched)).toMatchObject([{ network: '203.0.113.10' }]);
    expect(reports).toEqual([expect.stringContaining('cannot end the block of 203.0.113.9')]);
    await clock.advance(10_000);
    await firewall.idle;
    expect(dataOf(dispatched)).toMatchObject([
      { network: '203.0.113.10' },
      { network: '203.0.113.9', reason: 'ended' },
    ]);
    expect(calls().at(-1)).toBe('unblock|203.0.113.9|');
  });

  test('takes its blocks away at the end, where it is to', async () => {
    const { options, calls } = byCommand({ onStop: 'remove' });
    const { firewall } = await start(options);
    await firewall.handle(exceeded('203.0.113.9'));
    await firewall.stop();
    expect(calls().at(-1)).toBe('unblock|203.0.113.9|');
  });

  test('has to be given', () => {
    expect(() => new FirewallListener({ backend: 'command', block: ['x'] })).toThrow(/wants the option 'unblock'/);
  });
});

describe('nobody is blocked', () => {
  class Claimed extends ErrorEvent.withFields({
    type: 'web.attack',
    fields: { address: address('Said to be from') },
    summary: '{{ address }}',
  }) {}
  class Two extends ErrorEvent.withFields({
    type: 'web.two',
    fields: { client: assertedAddress('Client'), proxy: assertedAddress('Proxy') },
    summary: '{{ client }}',
  }) {}
  class Nobody extends ErrorEvent.withFields({
    type: 'web.nobody',
    fields: { address: nullable(assertedAddress('Source')) },
    summary: '{{ address }}',
  }) {}
  const options = { time: ten, system: 'sshd', id: 'x' };

  test.each<[string, Event, RegExp | undefined]>([
    ['for an event of a module that is not trusted', exceeded('203.0.113.9', ten, 'nginx'), /'nginx' is not trusted/],
    [
      'for a field that is no asserted address',
      new Claimed({ address: '203.0.113.9' }, options) as never,
      /no asserted address/,
    ],
    [
      'for an event without fields',
      new NoticeEvent('address 203.0.113.9', { address: '203.0.113.9' }, options),
      /no asserted/,
    ],
    [
      'where it is not said which of two',
      new Two({ client: '203.0.113.9', proxy: '192.0.2.1' }, options) as never,
      /no asserted/,
    ],
    ['where nobody is to blame', new Nobody({ address: null }, options) as never, undefined],
    ['at a special address', exceeded('127.0.0.1'), /special address/],
    ['who is allowed', exceeded('192.0.2.7'), /allowed/],
    ['for what is long over', exceeded('203.0.113.9', ten - 11 * minute), undefined],
  ])('%s', async (_, event, reason) => {
    const { options: settings, calls } = byCommand({ allow: ['192.0.2.0/24'] });
    const { firewall, reports } = await start(settings);
    expect(await firewall.handle(event)).toEqual([]);
    expect(calls()).toEqual([]);
    if (reason === undefined) expect(reports).toEqual([]);
    else expect(reports).toEqual([expect.stringMatching(reason)]);
  });

  test('and that is reported the first three times, then at the tenth', async () => {
    const { options: settings } = byCommand();
    const { firewall, reports } = await start(settings);
    const counts = [];
    for (let i = 0; i < 12; i++) {
      await firewall.handle(exceeded('127.0.0.1'));
      counts.push(reports.length);
    }
    expect(counts).toEqual([1, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4]);
  });
});

test('an event that was stored is as good as it was: the kind of its field is kept', async () => {
  const { options } = byCommand();
  const { firewall } = await start(options);
  const stored = eventFromJSON(JSON.parse(JSON.stringify(exceeded('203.0.113.9'))));
  expect(dataOf(await firewall.handle(stored))).toMatchObject([{ network: '203.0.113.9' }]);
});

test('no more sources are blocked than the maximum, and that is said', async () => {
  const { options, calls } = byCommand({ maxBlocks: 2 });
  const { firewall, reports } = await start(options);
  await firewall.handleBatch([1, 2, 3].map((n) => exceeded(`203.0.113.${n}`)));
  expect(calls()).toHaveLength(2);
  expect(reports).toEqual([expect.stringContaining('raise maxBlocks')]);
});

describe('the journal', () => {
  test('is read up to where it is damaged and on, and that is said', async () => {
    const { options, state } = byCommand();
    const first = await start(options);
    await first.firewall.handle(exceeded('203.0.113.9'));
    await first.firewall.stop();
    appendFileSync(state, '{"by":"x","block":{"address":"203.0.113.9; reboot"}}\n{"by":"y","blo');
    const second = await start(options);
    expect([...second.firewall.list.blocks.keys()]).toEqual(['203.0.113.9']);
    expect(second.reports).toEqual([expect.stringContaining('1 lines of')]);
    await second.firewall.handle(exceeded('203.0.113.10'));
    await second.firewall.stop();
    const third = await start(options);
    expect([...third.firewall.list.blocks.keys()]).toEqual(['203.0.113.9', '203.0.113.10']);
  });

  test('that cannot be written is a clear error at the start', async () => {
    const { options } = byCommand({ state: '/dev/null/here/blocks.jsonl' });
    await expect(start(options)).rejects.toMatchObject({ code: 'FIREWALL_STATE_UNUSABLE' });
  });
});

test('in an engine, what it does is told to listeners, and to modules that want to know', async () => {
  class Attack extends Module {
    override process(): void {
      this.dispatch(exceeded('203.0.113.9', ten, '') as Event);
    }
  }
  const { options } = byCommand();
  const collector = createCollectingListener('all', { systems: ['firewall'] });
  await createEngine({
    inputs: [createMemoryInput('memory', [{ time: ten, message: 'x' }])],
    modules: [{ name: 'sshd', create: () => new Attack(undefined) }],
    listeners: [new FirewallListener({ ...options, duration: '1000d', maxDuration: '10000d' }), collector],
  }).run();
  expect(dataOf(collector.events)).toMatchObject([{ type: 'address.blocked', network: '203.0.113.9' }]);
  expect(collector.events[0]?.time).toBe(ten);
});
