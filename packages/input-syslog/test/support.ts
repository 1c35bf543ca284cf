import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type RecordBatch, systemClock, type UnparsedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { onTestFinished } from 'vitest';
import { createSyslogInput, type SyslogInput, type SyslogInputOptions } from '../src/index.ts';

/** An input at work, and what it gave. */
export interface Server {
  readonly input: SyslogInput;
  readonly warnings: { readonly summary: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** Where an endpoint listens. */
  at(transport: string): URL;
  /** Reads until `done` says so of all that was read, or the input ends. */
  until(done: (read: Read) => boolean): Promise<Read>;
}

/** What was read so far. */
export interface Read {
  readonly batches: RecordBatch[];
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
  readonly dropped: Map<string, number>;
}

/** Starts an input; it is stopped with the test. */
export async function start(options: SyslogInputOptions = {}, clock: Clock = systemClock): Promise<Server> {
  const listen = options.listen ?? 'tcp://127.0.0.1:0';
  const input = createSyslogInput({ ...options, listen });
  const warnings: { summary: string; data: Readonly<Record<string, unknown>> }[] = [];
  await input.start({ clock, zone: 'UTC', warn: (summary, data = {}) => void warnings.push({ summary, data }) });
  onTestFinished(() => input.stop());
  const read: Read = { batches: [], records: [], unparsed: [], dropped: new Map() };
  return {
    input,
    warnings,
    at: (transport) => new URL(input.urls.find((url) => url.startsWith(`${transport}:`)) ?? ''),
    async until(done) {
      while (!done(read)) {
        const batch = await input.read();
        if (batch === undefined) break;
        add(read, batch);
      }
      return read;
    },
  };
}

function add(read: Read, batch: RecordBatch): void {
  read.batches.push(batch);
  read.records.push(...batch.records);
  read.unparsed.push(...batch.unparsed);
  for (const { reason, count } of batch.dropped ?? [])
    read.dropped.set(reason, (read.dropped.get(reason) ?? 0) + count);
}

/** A connection to an endpoint; it is closed with the test. */
export async function connectTo(url: URL): Promise<Socket> {
  const socket = url.pathname.length > 1 ? connect({ path: url.pathname }) : connect(Number(url.port), hostOf(url));
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** The address of a URL, without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** A folder that is removed with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'syslog-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A line of a BSD log, as sent. */
export function line(message: string, host = 'web01'): string {
  return `<86>Nov 25 10:00:00 ${host} app[7]: ${message}`;
}

/** Whether a program is there. */
export function installed(command: string, args: readonly string[] = ['--version']): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
