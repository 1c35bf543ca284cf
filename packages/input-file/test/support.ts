import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, InputContext, RecordBatch, UnparsedEntry } from '@correlator/core';
import { systemClock } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { afterEach } from 'vitest';
import type { FileInput } from '../src/index.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder of its own for a test, with these files in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'correlator-input-file-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** What an engine lends to an input; `warnings` collects what it is warned of. */
export function contextWith(clock: Clock = systemClock): InputContext & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return { clock, zone: 'UTC', warnings, warn: (summary) => warnings.push(summary) };
}

/** A line in the form of a BSD log file, at `second` of an hour of 24 November. */
export function entry(second: number, message: string): string {
  const time = new Date(second * 1_000).toISOString().slice(14, 19);
  return `Nov 24 10:${time} web01 app[1]: ${message}`;
}

/** What an input gave, in one. */
export interface Reading {
  readonly batches: RecordBatch[];
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
  readonly warnings: readonly string[];
}

/** Reads a started input to its end. */
export async function rest(input: FileInput): Promise<Omit<Reading, 'warnings'>> {
  const batches: RecordBatch[] = [];
  for (let batch = await input.read(); batch !== undefined; batch = await input.read()) batches.push(batch);
  return {
    batches,
    records: batches.flatMap((batch) => batch.records),
    unparsed: batches.flatMap((batch) => batch.unparsed),
  };
}

/** Reads an input from start to end. */
export async function readAll(input: FileInput, context = contextWith()): Promise<Reading> {
  await input.start(context);
  const reading = await rest(input);
  await input.stop();
  return { ...reading, warnings: context.warnings };
}

/** Messages in the order in which they were read. */
export function messages(reading: { readonly records: readonly LogRecord[] }): string[] {
  return reading.records.map((record) => record.message);
}
