import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionNames, parseOptions } from '@correlator/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { cursorOf, isCursor } from '../src/cursor.ts';
import { createJournaldInput, journaldManifest, journaldOptions, manifest, manifests } from '../src/index.ts';
import { Journal, lacking, messages, read, sshd, start } from './support.ts';

// Each test starts real programs, some ten of them: a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const all = { from: 'beginning', follow: false } as const;
const suffix = lacking === '' ? '' : ` (needs ${lacking})`;

describe.skipIf(lacking !== '')(`the journal${suffix}`, () => {
  test('is read to its end, with all that entries say', async () => {
    const journal = new Journal();
    journal.say('one', 'two');
    const { input } = await start({ ...all, files: [journal.path] });
    expect(input.live).toBe(false);
    const [batch] = await read(input);
    expect(batch?.records).toMatchObject([
      { host: 'web01', program: 'sshd', pid: '42', severity: 6, facility: 4, message: 'one', time: 1_795_600_800_000 },
      { message: 'two', time: 1_795_600_801_000 },
    ]);
    expect(batch?.receivedAt).toBeUndefined();
    const [first, second] = batch?.records ?? [];
    expect(first?.source.identity).toMatch(/^[0-9a-f]{32}$/);
    expect(second?.source).toBe(first?.source);
    expect((second?.offset ?? 0) - (first?.offset ?? 0)).toBe(1);
  });

  test('vouches for who wrote an entry, whatever the entry says of itself', async () => {
    const journal = new Journal();
    const logger = { _UID: '1001', _COMM: 'logger', _EXE: '/usr/bin/logger', _SYSTEMD_UNIT: 'session-7.scope' };
    journal.write({ ...sshd, ...logger, SYSLOG_PID: '1', MESSAGE: 'one' });
    const { input } = await start({ ...all, files: [journal.path] });
    const [batch] = await read(input);
    const vouched = { uid: 1001, pid: 42, command: 'logger', executable: '/usr/bin/logger', unit: 'session-7.scope' };
    expect(batch?.records).toMatchObject([{ program: 'sshd', pid: '1', vouched }]);
  });

  test('may have several lines, bytes, and fields several times', async () => {
    const journal = new Journal();
    journal.write(
      { ...sshd, MESSAGE: 'two\nlines' },
      { ...sshd, MESSAGE: Buffer.from([0x61, 0xff, 0x62]) },
      { ...sshd, MESSAGE: ['first', 'second'] },
      { ...sshd, MESSAGE: '"__CURSOR":"s=00000000000000000000000000000000;i=1;b=0"' },
    );
    const { input } = await start({ ...all, files: [journal.path] });
    const batches = await read(input);
    expect(messages(batches).slice(0, 2)).toEqual(['two\nlines', 'a\ufffdb']);
    expect(['first', 'second']).toContain(messages(batches)[2]);
    const sources = new Set(batches.flatMap(({ records }) => records.map(({ source }) => source.identity)));
    expect(sources.size).toBe(1);
    expect([...sources][0]).not.toMatch(/^0+$/);
  });

  test('is followed', async () => {
    const journal = new Journal();
    journal.say('before');
    const { input } = await start({ files: [journal.path] });
    expect(input.live).toBe(true);
    journal.say('one', 'two');
    const batches = await read(input, 2);
    expect(messages(batches)).toEqual(['one', 'two']);
    expect(batches[0]?.receivedAt).toBeTypeOf('number');
  });

  test('is gone on with behind what was given, once each, however often it stops', async () => {
    const journal = new Journal();
    journal.say('0');
    let position: unknown;
    const seen: string[] = [];
    for (let round = 0; round < 5; round++) {
      const { input, warnings } = await start({ from: 'beginning', files: [journal.path] }, position);
      journal.say(...Array.from({ length: 7 }, (_, i) => `${round * 7 + i + 1}`));
      seen.push(...messages(await read(input, round === 0 ? 8 : 7)));
      position = JSON.parse(JSON.stringify(input.positions()));
      await input.stop();
      journal.say(`between ${round}`);
      const between = await start({ from: 'beginning', files: [journal.path] }, position);
      expect(messages(await read(between.input, 1))).toEqual([`between ${round}`]);
      position = between.input.positions();
      await between.input.stop();
      expect([...warnings, ...between.warnings]).toEqual([]);
    }
    expect(seen).toEqual(Array.from({ length: 36 }, (_, i) => `${i}`));
  });

  test('begins at the end that it had at the first start, also where nothing came before the restart', async () => {
    const journal = new Journal();
    journal.say('old');
    const first = await start({ files: [journal.path] });
    const position = first.input.positions();
    await first.input.stop();
    journal.say('while it was away');
    const second = await start({ files: [journal.path] }, position);
    expect(messages(await read(second.input, 1))).toEqual(['while it was away']);
  });

  test('that has lost the entry at the position is read on, with a warning', async () => {
    const [old, journal] = [new Journal(), new Journal()];
    old.say('gone');
    const { input } = await start({ ...all, files: [old.path] });
    await read(input);
    journal.say('one', 'two');
    const second = await start({ ...all, files: [journal.path] }, input.positions());
    expect(messages(await read(second.input))).toEqual(['one', 'two']);
    expect(second.warnings).toEqual([expect.stringContaining('is not in the journal any more')]);
  });

  test('gives what is asked for', async () => {
    const journal = new Journal();
    journal.write(
      { ...sshd, MESSAGE: 'a', _SYSTEMD_UNIT: 'ssh.service', KIND: 'x' },
      { ...sshd, MESSAGE: 'b', SYSLOG_IDENTIFIER: 'cron', _SYSTEMD_UNIT: 'cron.service', KIND: 'y' },
      { ...sshd, MESSAGE: 'c', SYSLOG_IDENTIFIER: 'sudo', KIND: 'z' },
    );
    const found = async (options: object) => messages(await read((await start({ ...all, ...options })).input));
    const files = [journal.path];
    expect(await found({ files, identifiers: ['sudo', 'cron'] })).toEqual(['b', 'c']);
    expect(await found({ files, units: ['ssh'] })).toEqual(['a']);
    expect(await found({ files, matches: ['KIND=x', 'KIND=z'] })).toEqual(['a', 'c']);
    expect(await found({ directory: journal.folder, identifiers: ['sshd'] })).toEqual(['a']);
  });

  test('of a unit of sshd has what sshd says in sessions, and in no other unit', async () => {
    const journal = new Journal();
    const entry = (MESSAGE: string, unit: string | undefined, more = {}) => ({
      ...sshd,
      MESSAGE,
      ...(unit && { _SYSTEMD_UNIT: unit }),
      ...more,
    });
    journal.write(
      entry('login', 'ssh.service', { KIND: 'x' }),
      entry('logout', 'session-12.scope', { SYSLOG_IDENTIFIER: 'sshd-session', KIND: 'x' }),
      entry('of the unit', 'init.scope', { SYSLOG_IDENTIFIER: 'systemd', _PID: '1', UNIT: 'ssh.service' }),
      entry('gone too soon', undefined),
      entry('of one connection', 'ssh@0-192.0.2.1:22-192.0.2.9:4242.service'),
      entry('of a container', 'other.service'),
      entry('cron', 'session-12.scope', { SYSLOG_IDENTIFIER: 'cron' }),
      entry('cron', 'cron.service', { SYSLOG_IDENTIFIER: 'cron' }),
    );
    const files = [journal.path];
    const found = async (options: object) => messages(await read((await start({ ...all, files, ...options })).input));
    const ofSshd = ['login', 'logout', 'of the unit', 'gone too soon', 'of one connection'];
    expect(await found({ units: ['ssh.service'] })).toEqual(ofSshd);
    expect(await found({ units: ['ssh'] })).toEqual(ofSshd);
    expect(await found({ units: ['sshd@*.service'] })).toEqual(ofSshd.filter((message) => message !== 'of the unit'));
    expect(await found({ units: ['ssh', 'cron'] })).toEqual([...ofSshd, 'cron']);
    expect(await found({ units: ['ssh'], matches: ['KIND=x'] })).toEqual(['login', 'logout']);
    expect(await found({ units: ['ssh'], matches: ['SYSLOG_IDENTIFIER=cron'] })).toEqual([]);
    expect(await found({ units: ['ssh'], identifiers: ['sshd-session'] })).toEqual(['logout']);
    expect(await found({ units: ['other.service'] })).toEqual(['of a container']);
    expect(await found({ units: ['ssh.service', 'c*.service'] })).toEqual(['login', 'of the unit', 'cron']);
  });

  test('may have an entry that is too long', async () => {
    const journal = new Journal();
    journal.say('x'.repeat(5_000), 'next');
    const { input } = await start({ ...all, files: [journal.path], maxEntryBytes: 2_048 });
    const batches = await read(input);
    expect(batches.flatMap(({ unparsed }) => unparsed)).toMatchObject([{ reason: 'entry-too-long' }]);
    expect(messages(batches)).toEqual(['next']);
  });

  test('waits where nobody takes it, and is whole', async () => {
    const journal = new Journal();
    const count = 12_000;
    journal.say(...Array.from({ length: count }, (_, i) => `${i} ${'x'.repeat(500)}`));
    const { input } = await start({ ...all, files: [journal.path] });
    await vi.waitFor(() => expect(input.journalctl?.child.stdout.isPaused()).toBe(true), { timeout: 20_000 });
    expect(input.journalctl?.length).toBeLessThan(6_000_000);
    const numbers = messages(await read(input)).map((message) => Number.parseInt(message, 10));
    expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i));
  }, 30_000);

  test('whose journalctl is killed fails, and goes on when it is opened again', async () => {
    const journal = new Journal();
    journal.say('one');
    const { input } = await start({ from: 'beginning', files: [journal.path] });
    expect(messages(await read(input, 1))).toEqual(['one']);
    input.journalctl?.child.kill('SIGKILL');
    await expect(input.read()).rejects.toThrow('journalctl ended (SIGKILL) without a word');
    journal.say('two');
    const again = await start({ from: 'beginning', files: [journal.path] }, input.positions());
    expect(messages(await read(again.input, 1))).toEqual(['two']);
  });

  test('leaves no journalctl behind', async () => {
    const journal = new Journal();
    const { input } = await start({ from: 'beginning', directory: journal.folder });
    const child = input.journalctl?.child;
    const reading = input.read();
    await input.stop();
    expect(await reading).toBeUndefined();
    expect(child?.signalCode ?? child?.exitCode).not.toBeNull();
    await expect(input.read()).resolves.toBeUndefined();
  });
});

describe('journalctl', () => {
  test('that is missing is said, with the fix', async () => {
    await expect(start({ journalctl: '/nowhere/journalctl' })).rejects.toThrow(
      "cannot run '/nowhere/journalctl': this input needs systemd",
    );
    const settings = parseOptions(journaldOptions, { journalctl: '/nowhere/journalctl' }, '');
    expect(await manifest.obstacles?.(settings)).toMatchObject([{ code: 'JOURNALCTL_MISSING', path: 'journalctl' }]);
  });

  test('that fails is quoted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'journalctl-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const script = join(folder, 'journalctl');
    writeFileSync(
      script,
      '#!/bin/sh\necho "No journal files were opened due to insufficient permissions." >&2\nexit 1\n',
    );
    chmodSync(script, 0o755);
    const { input, warnings } = await start({ ...all, journalctl: script });
    await expect(input.read()).rejects.toThrow(
      'journalctl ended (1): No journal files were opened due to insufficient',
    );
    expect(warnings).toEqual(['journalctl says: No journal files were opened due to insufficient permissions.']);
  });
});

describe('options', () => {
  test.each([
    [{ from: 'yesterday' }, 'inputs.journald.from'],
    [{ units: ['--rotate'] }, 'inputs.journald.units.0: must be a name, which does not begin with a hyphen'],
    [{ matches: ['--vacuum-size=1'] }, 'inputs.journald.matches.0: must be a field and its value'],
    [{ unit: 'ssh' }, "inputs.journald.unit: unknown option; did you mean 'units'?"],
    [{ maxEntryBytes: 1 }, 'inputs.journald.maxEntryBytes'],
  ])('that are wrong are named: %j', (options, problem) => {
    expect(() => createJournaldInput(options as never)).toThrow(problem);
  });

  test.each([
    [{}, undefined],
    [{ units: ['cron'] }, undefined],
    [{ units: ['cron', 'ssh@*.service'] }, 'is read with ssh@*.service'],
    [{ units: ['c*', 'sshd'] }, 'is not read with sshd'],
    [{ units: ['sshd'], matches: ['_UID=0'] }, 'is not read with sshd'],
  ])('are remarks of check: %j', (options, told) => {
    const remarks = manifest.remarks?.(parseOptions(journaldOptions, options, '')) ?? [];
    expect(remarks[0]).toContain('who wrote an entry');
    expect(remarks[1]).toEqual(told === undefined ? undefined : expect.stringContaining(told));
  });

  test('make the input that the manifest describes', () => {
    expect(manifests).toEqual([manifest]);
    expect(manifest).toBe(journaldManifest);
    const settings = parseOptions(manifest.options, { follow: false }, 'journald');
    expect(manifest.create(settings, { name: 'mine' })).toMatchObject({ name: 'mine', live: false });
    expect(optionNames(manifest.options)).toEqual(Object.keys(journaldOptions.shape));
  });
});

describe('a cursor', () => {
  const text = 's=0639610ecdf8411bb45ae9eb6cc6c1bb;i=2a;b=1a5bdfcc4d65410caae2a8b2f6b58ac6;m=1;t=5c3;x=9e7';

  test('says which number its entry has', () => {
    const cursor = { text, numbering: '0639610ecdf8411bb45ae9eb6cc6c1bb', number: 42 };
    expect(cursorOf(`{"__CURSOR":"${text}","MESSAGE":"x"}`)).toEqual(cursor);
    expect(cursorOf(`{"MESSAGE":"x","__CURSOR" : "${text}"}`)).toEqual(cursor);
    expect(cursorOf(JSON.stringify({ MESSAGE: `"__CURSOR":"${text}"` }))).toBeUndefined();
    expect(isCursor(text)).toBe(true);
    expect(isCursor(`${text} --rotate`)).toBe(false);
  });

  test.each([null, 7, {}, { cursor: 7 }, { cursor: 'x' }])('is not in the position %j', (position) => {
    expect(() => createJournaldInput().resume(position as never)).toThrow(
      'the saved position is none of a journald input',
    );
  });
});
