import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecordBatch, systemClock } from '@correlator/core';
import { onTestFinished } from 'vitest';
import { createJournaldInput, type JournaldInput, type JournaldInputOptions } from '../src/index.ts';

const remote = ['/lib/systemd/systemd-journal-remote', '/usr/lib/systemd/systemd-journal-remote'].find(existsSync);
const journalctl = spawnSync('journalctl', ['--version']).status === 0;

/** What is missing to make and read journals. */
export const lacking = [
  ...(journalctl ? [] : ['journalctl (package systemd)']),
  ...(remote === undefined ? ['systemd-journal-remote'] : []),
].join(', ');

/** A field of an entry: text, or bytes. */
export type Fields = Readonly<Record<string, string | Buffer | readonly (string | Buffer)[]>>;

/** One entry in the export format of the journal: binary fields have their length in front (Journal Export Formats). */
function exported(number: number, fields: Fields): Buffer {
  const time = 1_795_600_800_000_000 + number * 1_000_000;
  const head = `__REALTIME_TIMESTAMP=${time}\n__MONOTONIC_TIMESTAMP=${number + 1}\n_BOOT_ID=${'b'.repeat(32)}\n`;
  const body = Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value) => fieldOf(name, value as string | Buffer)),
  );
  return Buffer.concat([Buffer.from(head), ...body, Buffer.from('\n')]);
}

function fieldOf(name: string, value: string | Buffer): Buffer {
  if (typeof value === 'string' && !value.includes('\n')) return Buffer.from(`${name}=${value}\n`);
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')]);
}

/** A journal in a file of its own, gone when the test is over. */
export class Journal {
  readonly folder = mkdtempSync(join(tmpdir(), 'journal-'));
  readonly path = join(this.folder, 'system.journal');
  count = 0;

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Appends entries. */
  write(...entries: readonly Fields[]): void {
    const input = Buffer.concat(entries.map((fields) => exported(this.count++, fields)));
    const { status, stderr } = spawnSync(remote ?? '', [`--output=${this.path}`, '-'], { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  /** Appends messages of sshd. */
  say(...messages: readonly string[]): void {
    this.write(...messages.map((MESSAGE) => ({ MESSAGE, ...sshd })));
  }
}

/** Who writes. */
export const sshd = { SYSLOG_IDENTIFIER: 'sshd', _HOSTNAME: 'web01', _PID: '42', PRIORITY: '6', SYSLOG_FACILITY: '4' };

/** An input at work, and what it gave. */
export async function start(options: JournaldInputOptions, position?: unknown) {
  const input = createJournaldInput(options);
  const warnings: string[] = [];
  if (position !== undefined) input.resume(position as never);
  await input.start({ clock: systemClock, zone: 'UTC', warn: (summary) => void warnings.push(summary) });
  onTestFinished(() => input.stop());
  return { input, warnings };
}

/** Reads until so many records and unparsed entries were given, or the input ends. */
export async function read(input: JournaldInput, count = Number.POSITIVE_INFINITY): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for (let got = 0; got < count; ) {
    const batch = await input.read();
    if (batch === undefined) break;
    batches.push(batch);
    got += batch.records.length + batch.unparsed.length;
  }
  return batches;
}

export const messages = (batches: readonly RecordBatch[]) =>
  batches.flatMap(({ records }) => records.map(({ message }) => message));
