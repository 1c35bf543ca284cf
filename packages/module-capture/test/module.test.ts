import { join } from 'node:path';
import { openCapture } from '@correlator/capture';
import { createEngine, useModule } from '@correlator/core';
import { createCollectingListener, createMemoryInput } from '@correlator/core/testing';
import { restartAnywhere } from '@correlator/testing';
import { expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { folder, ten } from './support.ts';

test('the module counts what it received, and writes it where it is to', async () => {
  const path = join(folder(), 'a.capture');
  const sender = (address: string) => ({ source: { input: 'net', identity: 'e', sender: address } });
  const entries = [
    { time: ten, host: 'web01', program: 'sshd', message: 'one', ...sender('192.0.2.1') },
    { time: ten + 60_000, host: 'web02', program: 'cron', message: 'two', ...sender('192.0.2.2') },
    { time: ten + 30_000, host: 'web01', program: 'sshd', message: 'three', ...sender('192.0.2.1') },
  ];
  const collector = createCollectingListener('capture', { systems: ['capture'] });
  const modules = [useModule(manifest, { path })];
  await createEngine({ inputs: [createMemoryInput('net', entries)], modules, listeners: [collector] }).run();
  expect(collector.events.map(({ data }) => data)).toMatchObject([
    { records: 3, first: ten, last: ten + 60_000, duration: 60_000, inputs: 1, senders: 2, hosts: 2, programs: 2 },
  ]);
  expect((await openCapture(path)).files[0]?.blocks).toMatchObject([{ receipts: 2, records: 3 }]);
});

test('without a path there are statistics alone', () => {
  expect(useModule(manifest).taps).toEqual([]);
  expect(() => useModule(manifest, { path: '' })).toThrow('modules.capture.path');
});

test('a restart after any record changes no statistics', async () => {
  const hosts = ['web01', 'web02', 'web01'];
  await restartAnywhere(
    useModule(manifest),
    hosts.map((host, i) => ({ host, time: ten + i * 1_000 })),
  );
});
