import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '@correlator/core/testing';
import { describe, expect, test } from 'vitest';
import { connectTo, folder, line, start } from './support.ts';

const messages = (records: readonly { readonly message: string }[]) => records.map(({ message }) => message);
const loopback6 = 'tcp://[::1]:0';
const ipv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));

describe('streams', () => {
  test('are told apart by how they begin, each connection by itself', async () => {
    const server = await start();
    const [newline, counted] = [await connectTo(server.at('tcp')), await connectTo(server.at('tcp'))];
    newline.write(`${line('one')}\n${line('two')}\r\n`);
    const { length } = line('three');
    counted.write(`${length} ${line('three')}${length} ${line('three')}`);
    const { records } = await server.until((read) => read.records.length === 4);
    expect(messages(records).sort()).toEqual(['one', 'three', 'three', 'two']);
    expect(records[0]).toMatchObject({ host: 'web01', program: 'app', pid: '7', source: { sender: '127.0.0.1' } });
    expect(new Set(records.map(({ offset }) => offset)).size).toBe(4);
    expect(new Set(records.map(({ source }) => source.identity)).size).toBe(1);
  });

  test('vouch for the address at their other end, and for nothing that an entry says', async () => {
    const server = await start();
    const socket = await connectTo(server.at('tcp'));
    const trusted = { _UID: '0', _COMM: 'sshd', _EXE: '/usr/sbin/sshd' };
    socket.write(`${line('one')}\n`);
    socket.write(`${JSON.stringify({ __REALTIME_TIMESTAMP: '1795600800000000', MESSAGE: 'two', ...trusted })}\n`);
    const { records } = await server.until((read) => read.records.length === 2);
    expect(messages(records)).toEqual(['one', 'two']);
    expect(records.map(({ vouched }) => vouched)).toStrictEqual([{ peer: '127.0.0.1' }, { peer: '127.0.0.1' }]);
  });

  test('are put together however they are cut', async () => {
    const server = await start();
    const socket = await connectTo(server.at('tcp'));
    socket.setNoDelay();
    for (const byte of Buffer.from(`${line('žluť')}\n`)) {
      socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    const { records, batches } = await server.until((read) => read.records.length === 1);
    expect(messages(records)).toEqual(['žluť']);
    expect(batches.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(Buffer.byteLength(`${line('žluť')}\n`));
  });

  test('end with a message that has no line end, and tell of one that is cut', async () => {
    const server = await start();
    (await connectTo(server.at('tcp'))).end(line('last'));
    (await connectTo(server.at('tcp'))).end(`90 ${line('cut')}`);
    const read = await server.until(({ records, unparsed }) => records.length + unparsed.length === 2);
    expect(messages(read.records)).toEqual(['last']);
    expect(read.unparsed).toMatchObject([{ reason: 'incomplete', raw: `90 ${line('cut')}` }]);
    expect(server.warnings.map(({ summary }) => summary)).toEqual(['127.0.0.1 ended in the middle of a message']);
  });

  test('that have no length where one is due are closed', async () => {
    const server = await start();
    const socket = await connectTo(server.at('tcp'));
    socket.write(`${line('a').length} ${line('a')}<86>no length`);
    const closed = once(socket, 'close');
    const read = await server.until(({ unparsed }) => unparsed.length === 1);
    await closed;
    expect(messages(read.records)).toEqual(['a']);
    expect(read.unparsed).toMatchObject([{ reason: 'bad-length', raw: '<86>no length' }]);
    expect(server.input.figures.get('bad-length')).toBe(1);
  });

  test('may have messages that are too long: these are passed over', async () => {
    const server = await start({ maxMessageBytes: 480 });
    const socket = await connectTo(server.at('tcp'));
    socket.write(`${line('x'.repeat(10_000))}\n${line('next')}\n`);
    const read = await server.until(({ records }) => records.length === 1);
    expect(read.unparsed).toMatchObject([{ reason: 'message-too-long' }]);
    expect(messages(read.records)).toEqual(['next']);
  });

  test.skipIf(!ipv6)('come over IPv6 (needs ::1)', async () => {
    const server = await start({ listen: loopback6 });
    (await connectTo(server.at('tcp'))).end(`${line('six')}\n`);
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records[0]?.source.sender).toBe('::1');
  });

  test('come over Unix sockets, whose permissions are those asked for', async () => {
    const path = join(folder(), 'log.sock');
    const server = await start({ listen: `unix://${path}`, socketMode: '600' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    (await connectTo(server.at('unix'))).end(`${line('local')}\n`);
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records[0]?.source.sender).toBeUndefined();
    await server.input.stop();
    expect(() => statSync(path)).toThrow('ENOENT');
  });

  test('that were received before the input stops are read', async () => {
    const server = await start();
    const socket = await connectTo(server.at('tcp'));
    const sent = Array.from({ length: 5_000 }, (_, i) => `${line(String(i))}\n`).join('');
    await new Promise((resolve) => socket.write(sent, resolve));
    await server.until(({ records }) => records.length >= 1);
    for (let last = -1; server.input.receiving?.streams.held !== last; ) {
      last = server.input.receiving?.streams.held ?? 0;
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const held = server.input.receiving?.inbox.idle;
    await server.input.stop();
    const { records } = await server.until(() => false);
    expect(held).toBe(false);
    expect(messages(records)).toEqual(Array.from({ length: records.length }, (_, i) => String(i)));
    expect(records.length).toBeGreaterThan(1_000);
  });
});

describe('what cannot be listened to', () => {
  test('is said, with the fix', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(start({ listen: `tcp://127.0.0.1:${port}` })).rejects.toThrow(/LISTEN_FAILED|another program listens/);
    other.close();
    await expect(start({ listen: 'tcp://192.0.2.1:5514', expose: true })).rejects.toThrow('does not have this address');
    await expect(start({ listen: 'unix:///nowhere/at/all.sock' })).rejects.toThrow('no such folder');
    const path = join(folder(), 'file');
    writeFileSync(path, 'precious');
    await expect(start({ listen: `unix://${path}` })).rejects.toThrow('is not a socket');
  });

  test('leaves nothing open', async () => {
    const first = await start();
    const busy = first.at('tcp').href;
    const path = join(folder(), 'log.sock');
    await expect(start({ listen: [`unix://${path}`, busy] })).rejects.toThrow('another program listens');
    expect(() => statSync(path)).toThrow('ENOENT');
    await expect(start({ listen: [`unix://${path}`] })).resolves.toBeDefined();
  });
});

describe('a connection', () => {
  const clocked = async (options: Parameters<typeof start>[0] = {}) => {
    const clock = createManualClock(Date.UTC(2026, 10, 25, 10));
    const server = await start(options, clock);
    return { clock, server, socket: await connectTo(server.at('tcp')) };
  };

  test('that sends one byte a second is closed when its message takes too long, and costs others nothing', async () => {
    const { clock, server, socket } = await clocked();
    const closed = once(socket, 'close');
    let open = true;
    closed.then(() => {
      open = false;
    });
    const other = await connectTo(server.at('tcp'));
    let seconds = 0;
    for (; open && seconds < 100; seconds++) {
      socket.write('x');
      other.write(`${line(String(seconds))}\n`);
      await server.until(({ records }) => records.length > seconds);
      await clock.advance(1_000);
    }
    await closed;
    expect(seconds).toBeGreaterThanOrEqual(59);
    expect(seconds).toBeLessThan(65);
    expect(server.warnings.map(({ summary }) => summary)).toEqual(
      [
        '127.0.0.1 did not complete a message within messageTimeout, and was closed',
        expect.stringContaining('ended in the middle'),
      ].slice(0, server.warnings.length),
    );
    expect(server.input.figures.get('message-timeout')).toBe(1);
  });

  test('that is silent for too long is closed', async () => {
    const { clock, server, socket } = await clocked({ idleTimeout: '10m' });
    socket.write(`${line('a')}\n`);
    await server.until(({ records }) => records.length === 1);
    const closed = once(socket, 'close');
    await clock.advance(10 * 60_000);
    await closed;
    expect(server.warnings).toMatchObject([{ summary: expect.stringContaining('sent nothing for idleTimeout') }]);
    expect(server.input.connections).toBe(0);
  });

  test('beyond the limits is refused', async () => {
    const server = await start({ maxConnections: 3, maxConnectionsPerSender: 2 });
    const kept = [await connectTo(server.at('tcp')), await connectTo(server.at('tcp'))];
    const third = await connectTo(server.at('tcp'));
    await once(third, 'close');
    expect(server.warnings).toMatchObject([
      { summary: '127.0.0.1 has maxConnectionsPerSender (2): its connection was refused', data: { count: 1 } },
    ]);
    kept[0]?.destroy();
    kept[1]?.write(`${line('still here')}\n`);
    expect((await server.until(({ records }) => records.length === 1)).records).toHaveLength(1);
  });

  test('of who is not allowed is refused', async () => {
    const server = await start({ allow: ['192.0.2.0/24'] });
    await once(await connectTo(server.at('tcp')), 'close');
    expect(server.input.figures.get('not-allowed')).toBe(1);
  });

  test('that is far ahead has to wait though there is room for others', async () => {
    const server = await start();
    const socket = await connectTo(server.at('tcp'));
    const chunk = Buffer.from(`${line('x'.repeat(1_000))}\n`.repeat(100));
    for (let i = 0; i < 200; i++) {
      if (socket.writableLength < 1_000_000) socket.write(chunk);
      await new Promise(setImmediate);
    }
    expect(server.input.clients?.held.size).toBe(1);
    expect(server.input.receiving?.streams.held).toBeLessThan(1_000_000);
  });

  test('that sends more than is read has to wait, and loses nothing', async () => {
    const server = await start({ maxPendingBytes: 1_048_576 });
    const socket = await connectTo(server.at('tcp'));
    const chunk = Buffer.from(`${line('x'.repeat(1_000))}\n`.repeat(100));
    let sent = 0;
    // 100 MB, as far as the socket takes it; nothing is read meanwhile.
    for (let waited = 0; sent < 1_000 && waited < 50; ) {
      if (socket.writableLength < 1_000_000) {
        socket.write(chunk);
        sent++;
      } else waited++;
      await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(1_000);
    expect(server.input.receiving?.streams.held).toBeLessThan(2_000_000);
    socket.end();
    const { records } = await server.until((read) => read.records.length === sent * 100);
    expect(records).toHaveLength(sent * 100);
  });
});
