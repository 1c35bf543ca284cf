import { spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManualClock } from '@correlator/core/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { KernelDrops } from '../src/kernel-drops.ts';
import { folder, hostOf, installed, line, type Server, start } from './support.ts';

const udp = { listen: 'udp://127.0.0.1:0' };

/** A socket that sends to the input. `from` is an address of the loopback network. */
async function sender(server: Server, from = '127.0.0.1'): Promise<(text: string | Buffer) => Promise<void>> {
  const to = server.at('udp');
  const socket: Socket = createSocket(hostOf(to).includes(':') ? 'udp6' : 'udp4');
  onTestFinished(() => void socket.close());
  if (!hostOf(to).includes(':')) await new Promise<void>((resolve) => socket.bind(0, from, resolve));
  return (text) =>
    new Promise((resolve, reject) => {
      socket.send(text, Number(to.port), hostOf(to), (error) => (error ? reject(error) : resolve()));
    });
}

/** Lets sockets be read until all of `count` datagrams are there, in the inbox or dropped. */
async function received(server: Server, count: number): Promise<void> {
  const { inbox } = server.input.receiving ?? {};
  const there = () => {
    const channels = inbox?.ring ?? [];
    const held = channels.flatMap(({ parcels, head }) => parcels.slice(head)).flatMap(({ frames }) => frames);
    return held.length + [...(inbox?.dropped.values() ?? [])].reduce((sum, n) => sum + n, 0);
  };
  while (there() < count) await new Promise(setImmediate);
}

describe('datagrams', () => {
  test('are one message each, without what stands behind it', async () => {
    const server = await start(udp);
    const send = await sender(server);
    await send(`${line('one')}\n`);
    await send(`${line('two\nlines')}\0`);
    await send('\r\n');
    const { records } = await server.until((read) => read.records.length === 2);
    expect(records.map(({ message }) => message)).toEqual(['one', 'two\nlines']);
    expect(records[0]?.source.sender).toBe('127.0.0.1');
    expect(records[0]).not.toHaveProperty('vouched');
  });

  test('vouch for nothing, whatever they say of themselves', async () => {
    const server = await start(udp);
    await (await sender(server))(
      JSON.stringify({ __REALTIME_TIMESTAMP: '1795600800000000', _UID: '0', MESSAGE: 'one' }),
    );
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records[0]?.message).toBe('one');
    expect(records[0]).not.toHaveProperty('vouched');
  });

  test('speak for the hosts of their sender alone, where these are stated', async () => {
    const hosts = { '127.0.0.0/8': ['*'], '127.0.0.2': ['Web02'], '127.0.0.4/31': ['web04'] };
    const server = await start({ ...udp, hosts });
    const sent = [
      ['127.0.0.1', 'web02'],
      ['127.0.0.2', 'web01'],
      ['127.0.0.2', 'web03'],
      ['127.0.0.2', 'wEB02'],
      ['127.0.0.2', '127.0.0.2'],
      ['127.0.0.5', 'web05'],
    ] as const;
    for (const [from, host] of sent) await (await sender(server, from))(line(`${host} of ${from}`, host));
    await (await sender(server, '127.0.0.2'))('<86>Nov 25 10:00:00 app[7]: no host of 127.0.0.2');
    await received(server, 7);
    const read = await server.until(
      ({ records, dropped }) => records.length + (dropped.get('foreign-host') ?? 0) === 7,
    );
    expect(read.records.map(({ message }) => message).sort()).toEqual([
      '127.0.0.2 of 127.0.0.2',
      'no host of 127.0.0.2',
      'wEB02 of 127.0.0.2',
      'web02 of 127.0.0.1',
    ]);
    expect(server.warnings).toMatchObject([
      { summary: expect.stringContaining('add "web01" to `hosts` under "127.0.0.2"'), data: { host: 'web01' } },
      { summary: expect.stringContaining('add "web05" to `hosts` under "127.0.0.4/31"') },
    ]);
    expect(server.input.figures.get('foreign-host')).toBe(3);
  });

  test('of whom no entry of `hosts` speaks name no host', async () => {
    const server = await start({ ...udp, hosts: { '192.0.2.1': ['web01'] } });
    await (await sender(server))(line('one'));
    await server.until(({ dropped }) => dropped.get('foreign-host') === 1);
    expect(server.warnings[0]?.summary).toContain(
      'no entry of `hosts` names this sender; if it may, add one with "web01"',
    );
  });

  test('of one sender do not delay those of another, and cost others nothing where memory ends', async () => {
    const server = await start({ ...udp, maxDatagramBytes: 1_048_576 });
    const [flood, quiet] = [await sender(server, '127.0.0.2'), await sender(server, '127.0.0.3')];
    const flooding = `${line('x'.repeat(900))}\n`;
    for (let i = 0; i < 3_000; i++) {
      await flood(flooding);
      if (i % 300 === 0) await quiet(line(`served ${i}`));
    }
    await received(server, 3_010);
    const read = await server.until(
      ({ records, dropped }) => records.length + (dropped.get('ring-full') ?? 0) === 3_010,
    );
    const served = read.records.filter(({ message }) => message.startsWith('served'));
    expect(served).toHaveLength(10);
    expect(new Set(served.map(({ source }) => source.sender))).toEqual(new Set(['127.0.0.3']));
    expect(read.dropped.get('ring-full')).toBeGreaterThan(1_000);
    // Nine of ten were there before anything was read; the turn of their sender is the second.
    expect(read.records.findIndex(({ message }) => message === 'served 2700')).toBeLessThan(1_000);
    expect(server.warnings[0]?.summary).toContain('those of who sends most are dropped');
  });

  test('of who is not allowed are counted as dropped', async () => {
    const server = await start({ ...udp, allow: ['127.0.0.3', '2001:db8::/32'] });
    await (await sender(server, '127.0.0.2'))(line('no'));
    await (await sender(server, '127.0.0.3'))(line('yes'));
    const read = await server.until(({ records }) => records.length === 1);
    expect(read.records[0]?.message).toBe('yes');
    expect(read.dropped).toEqual(new Map([['not-allowed', 1]]));
  });

  test.skipIf(!existsSync('/proc/net/udp'))('that the kernel dropped are counted (needs /proc)', async () => {
    const clock = createManualClock(Date.UTC(2026, 10, 25));
    const server = await start({ ...udp, receiveBufferBytes: 4_096 }, clock);
    // Another process sends: this one does not read meanwhile.
    const { port } = server.at('udp');
    const code = `const s = require('dgram').createSocket('udp4'); let n = 0;
      const next = () => n++ < 500 ? s.send('x'.repeat(500), ${port}, '127.0.0.1', next) : s.close(); next();`;
    expect(spawnSync(process.execPath, ['-e', code]).status).toBe(0);
    await clock.advance(1_000);
    const drops = () => server.input.receiving?.inbox.dropped.get('kernel-buffer-full') ?? 0;
    while (drops() === 0) await new Promise(setImmediate);
    const read = await server.until(
      ({ unparsed, dropped }) => unparsed.length + (dropped.get('kernel-buffer-full') ?? 0) >= 500,
    );
    expect(read.unparsed.length + (read.dropped.get('kernel-buffer-full') ?? 0)).toBe(500);
    expect(server.warnings.map(({ summary }) => summary)).toEqual([
      expect.stringMatching(
        /^the kernel dropped \d+ datagrams of udp:\/\/127.0.0.1:\d+: its buffer holds \d+ KiB; raise/,
      ),
    ]);
  });

  test('are looked for in the tables of the kernel by address and port', () => {
    expect(new KernelDrops({ address: '127.0.0.1', port: 514 })).toMatchObject({
      path: '/proc/net/udp',
      local: '0100007F:0202',
    });
    expect(new KernelDrops({ address: '2001:db8::1', port: 5514 })).toMatchObject({
      path: '/proc/net/udp6',
      local: 'B80D0120000000000000000001000000:158A',
    });
    expect(new KernelDrops({ address: '::', port: 1 }).local).toBe('00000000000000000000000000000000:0001');
  });
});

const perl = installed('perl');

describe.skipIf(!perl)('a datagram socket of the system (needs perl)', () => {
  const unixgram = () => {
    const path = join(folder(), 'log');
    return { path, listen: `unixgram://${path}` };
  };
  const send = (path: string, messages: readonly string[]) => {
    const code = `use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0); my $to = pack_sockaddr_un(shift);
      for (@ARGV) { defined send($s, $_, 0, $to) or die "send: $!" }`;
    const { stderr } = spawnSync('perl', ['-e', code, path, ...messages], { encoding: 'utf8' });
    expect(stderr).toBe('');
  };

  test('gives one message for each datagram', async () => {
    const { path, listen } = unixgram();
    const server = await start({ listen, socketMode: '622' });
    expect(statSync(path).mode & 0o777).toBe(0o622);
    send(path, [line('one'), line('two\nlines'), `${line('three')}\n`, '9 nonsense']);
    const read = await server.until(({ records, unparsed }) => records.length + unparsed.length === 4);
    expect(read.records.map(({ message }) => message)).toEqual(['one', 'two\nlines', 'three']);
    await server.input.stop();
    expect(existsSync(path)).toBe(false);
  });

  test('may have datagrams that are too long', async () => {
    const { path, listen } = unixgram();
    const server = await start({ listen, maxMessageBytes: 480 });
    send(path, [line('x'.repeat(1_000)), line('next')]);
    const read = await server.until(({ records }) => records.length === 1);
    expect(read.unparsed).toMatchObject([{ reason: 'message-too-long' }]);
  });

  test.skipIf(!installed('logger'))('takes what logger sends (needs logger)', async () => {
    const { path, listen } = unixgram();
    const server = await start({ listen });
    const { status } = spawnSync('logger', ['--socket', path, '-t', 'test', '-p', 'auth.notice', 'by the book']);
    expect(status).toBe(0);
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records[0]).toMatchObject({ program: 'test', message: 'by the book', facility: 4, severity: 5 });
  });

  test('is made anew when its helper dies', async () => {
    const clock = createManualClock(Date.UTC(2026, 10, 25));
    const { path, listen } = unixgram();
    const server = await start({ listen }, clock);
    const [one] = server.input.listening as unknown as readonly [{ helper: { kill(signal: string): void } }];
    one.helper.kill('SIGKILL');
    await vi.waitFor(() => expect(server.warnings).not.toEqual([]));
    expect(server.warnings[0]?.summary).toContain('ended (SIGKILL), and is started again');
    await clock.advance(1_000);
    // A socket of the helper that died is still there; only the new helper takes what is sent.
    await vi.waitFor(() => send(path, [line('again')]), { timeout: 10_000 });
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records[0]?.message).toBe('again');
  });

  test('that another program has is left to it', async () => {
    const { listen } = unixgram();
    await start({ listen });
    await expect(start({ listen })).rejects.toThrow('another program listens');
  });

  test('needs Perl, and says so', async () => {
    const { listen } = unixgram();
    await expect(start({ listen, perl: '/nowhere/perl' })).rejects.toThrow(
      "cannot run '/nowhere/perl', which unixgram:// needs: install Perl",
    );
    const broken = join(folder(), 'perl');
    writeFileSync(broken, '#!/bin/sh\nexit 3\n');
    chmodSync(broken, 0o755);
    await expect(start({ listen, perl: broken })).rejects.toThrow('ended without a word');
  });
});
