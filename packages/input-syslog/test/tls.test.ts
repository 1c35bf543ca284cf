import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { systemClock } from '@correlator/core';
import { createManualClock } from '@correlator/core/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificates } from './certificates.ts';
import { connectTo, folder, installed, line, type Server, start } from './support.ts';

const certificates = installed('openssl', ['version']) ? makeCertificates() : undefined;

/** Resolves when a socket is closed, whether it failed before or not. */
const closed = (socket: Socket) => new Promise<void>((resolve) => void socket.once('close', () => resolve()));

describe.skipIf(certificates === undefined)('TLS (needs openssl)', () => {
  const { path = (name: string) => name } = certificates ?? {};
  const tls = { cert: path('server.pem'), key: path('server.key') };
  const listen = 'tls://127.0.0.1:0';
  const required = { ...tls, ca: path('ca.pem'), clientCertificate: 'required' as const };
  const client = (name: string) => ({
    cert: readFileSync(path(`${name}.pem`)),
    key: readFileSync(path(`${name}.key`)),
  });

  const send = async (server: Server, text: string, options: ConnectionOptions = {}) => {
    const port = Number(server.at('tls').port);
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: readFileSync(path('ca.pem')),
      servername: 'logs.example',
      ...options,
    });
    onTestFinished(() => void socket.destroy());
    let failed: Error | undefined;
    socket.on('error', (error) => {
      failed = error;
    });
    socket.write(text);
    return { socket, failed: () => failed };
  };

  test('carries messages (RFC 5425)', async () => {
    const server = await start({ listen, tls });
    await send(server, `${line('secret').length} ${line('secret')}`);
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records[0]).toMatchObject({ message: 'secret', source: { sender: '127.0.0.1' } });
  });

  test('may ask clients for a certificate', async () => {
    const server = await start({ listen, tls: required });
    const { socket } = await send(server, `${line('nobody')}\n`);
    await closed(socket);
    await send(server, `${line('stranger')}\n`, client('stranger'));
    await send(server, `${line('web01')}\n`, client('web01'));
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records.map(({ message }) => message)).toEqual(['web01']);
    expect(server.input.figures.get('handshake')).toBeGreaterThanOrEqual(1);
  });

  test('may ask for a name in it', async () => {
    const server = await start({ listen, tls: { ...required, clientNames: ['web02.example'] } });
    const refused = await send(server, `${line('web01')}\n`, client('web01'));
    await closed(refused.socket);
    await send(server, `${line('web02')}\n`, client('web02'));
    const { records } = await server.until((read) => read.records.length === 1);
    expect(records.map(({ message }) => message)).toEqual(['web02']);
    expect(server.warnings.map(({ summary }) => summary)).toContain(
      '127.0.0.1 showed a certificate of web01, which is not one of clientNames, and was closed',
    );
  });

  test('vouches for the name in a certificate, which may have hosts of its own', async () => {
    const hosts = { 'web01.example': ['web01', '*.web.example'], '127.0.0.0/8': ['web02'] };
    const server = await start({ listen, tls: required, hosts });
    const lines = ['web01', 'web02', 'a.web.example', 'web.example'].map((host) => `${line(host, host)}\n`);
    await send(server, lines.join(''), client('web01'));
    const { records } = await server.until(({ dropped }) => dropped.get('foreign-host') === 2);
    expect(records.map(({ message }) => message)).toEqual(['web01', 'a.web.example']);
    expect(records[0]?.vouched).toStrictEqual({ peer: '127.0.0.1', certificate: 'web01.example' });
    expect(server.warnings.map(({ summary }) => summary)).toEqual([
      '127.0.0.1 (web01.example) sent an entry of host "web02", which it may not speak for: such entries are dropped; if it may, add "web02" to `hosts` under "web01.example"',
    ]);
  });

  test('is not spoken by everybody: what is no handshake is told and closed', async () => {
    const server = await start({ listen, tls });
    const socket = await connectTo(server.at('tls'));
    socket.write(`${line('plain')}\n`);
    await once(socket, 'close');
    expect(server.warnings[0]?.summary).toMatch(/^the TLS handshake with 127\.0\.0\.1 failed: /);
  });

  test('has handshakes that must be over in time', async () => {
    const server = await start({ listen, tls, handshakeTimeout: '100ms' }, systemClock);
    await once(await connectTo(server.at('tls')), 'close');
    expect(server.warnings[0]?.summary).toContain('handshake');
  });

  test('wants files that can be read and belong together', async () => {
    const clock = createManualClock();
    await expect(start({ listen, tls: { ...tls, key: '/nowhere.key' } }, clock)).rejects.toThrow(
      'tls.key: cannot read /nowhere.key; give a PEM file',
    );
    await expect(start({ listen, tls: { ...tls, key: path('web01.key') } }, clock)).rejects.toThrow(
      'do not make a certificate',
    );
    const none = join(folder(), 'none.pem');
    writeFileSync(none, 'no certificate');
    await expect(start({ listen, tls: { ...tls, cert: none } }, clock)).rejects.toThrow('do not make a certificate');
  });

  test('refuses versions before 1.2', async () => {
    const server = await start({ listen, tls });
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
    const { socket, failed } = await send(server, 'x', old);
    await closed(socket);
    expect(failed()).toBeDefined();
    expect(server.input.figures.get('handshake')).toBe(1);
  });
});
