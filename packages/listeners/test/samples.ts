import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ListenerContext, systemClock } from '@correlator/core';
import {
  AuditEvent,
  assertedAddress,
  duration,
  ErrorEvent,
  integer,
  type LogRecord,
  nullable,
  number,
  text,
  time,
} from '@correlator/events';
import { onTestFinished } from 'vitest';

export const tenOClock = Date.parse('2026-11-23T10:00:00Z');
export const never: AbortSignal = new AbortController().signal;

export class TriesExceeded extends ErrorEvent.withFields({
  type: 'sshd.login-tries-exceeded',
  fields: { address: assertedAddress('Source'), failures: integer('Failures'), window: duration('Window') },
  summary: '{{ address }} failed {{ failures }} logins within {{ window }}',
}) {}

export class LoginFailed extends AuditEvent.withFields({
  type: 'sshd.login-failed',
  fields: { user: nullable(text('User')), at: time('At'), score: number('Score') },
  summary: '{{ user }} could not log in',
}) {}

/** The next release of `LoginFailed`. */
export class LoginFailedV2 extends AuditEvent.withFields({
  type: 'sshd.login-failed',
  version: 2,
  fields: { user: nullable(text('User')), method: text('Method') },
  summary: '{{ user }} could not log in',
}) {}

export function record(message: string): LogRecord {
  return {
    time: tenOClock,
    host: 'gate',
    program: 'sshd',
    pid: '42',
    facility: 4,
    severity: 6,
    msgid: '',
    structuredData: undefined,
    message,
    repeat: 1,
    raw: `Nov 23 10:00:00 gate sshd[42]: ${message}`,
    source: { input: 'auth', identity: 'f1' },
    offset: 0,
    late: false,
    retimed: false,
  };
}

export function exceeded(id: string, at = tenOClock): TriesExceeded {
  return new TriesExceeded({ address: '192.0.2.7', failures: 5, window: 300_000 }, { id, system: 'sshd', time: at });
}

export function failed(id: string, user: string | null, at = tenOClock): LoginFailed {
  return new LoginFailed({ user, at: tenOClock, score: -1.5 }, { id, system: 'sshd', time: at });
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'listeners-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A context, and what was reported to it. */
export function context(zone = 'UTC'): { readonly reports: string[]; readonly context: ListenerContext } {
  const reports: string[] = [];
  const report = (summary: string) => void reports.push(summary);
  return { reports, context: { clock: systemClock, zone, events: [], dispatch: () => {}, report } };
}

/** The files of a folder, and of folders in it, by their paths from there. */
export function filesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const names = entries.filter((name) => !statSync(join(folder, name)).isDirectory());
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
