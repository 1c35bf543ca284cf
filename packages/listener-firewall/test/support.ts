import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListenerContext } from '@correlator/core';
import { createManualClock, type ManualClock } from '@correlator/core/testing';
import { assertedAddress, ErrorEvent, type Event } from '@correlator/events';
import { onTestFinished } from 'vitest';
import { FirewallListener, type FirewallOptions } from '../src/index.ts';

/** Which of these tools are missing, or root. */
export function missing(...tools: readonly string[]): string[] {
  const absent = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);
  return process.getuid?.() === 0 ? absent : ['root', ...absent];
}

/** The end of a test's name that says why it is skipped. */
export const because = (lacking: readonly string[]) =>
  lacking.length === 0 ? '' : ` (it wants ${lacking.join(', ')})`;

let namespaces = 0;

/** A network namespace that is gone after the test: the words that run a command in it. */
export function namespace(): string[] {
  const name = `corr-fw-${process.pid}-${namespaces++}`;
  execFileSync('ip', ['netns', 'add', name]);
  onTestFinished(() => void spawnSync('ip', ['netns', 'del', name]));
  execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  return ['ip', 'netns', 'exec', name];
}

/** Runs a command to its end; returns what it printed. */
export function run(...words: readonly string[]): string {
  const [file = '', ...args] = words;
  return execFileSync(file, args, { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'correlator-firewall-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** 24 November 2026, 10:00 UTC. */
export const ten = Date.UTC(2026, 10, 24, 10);

/** Somebody failed too often. */
export class Exceeded extends ErrorEvent.withFields({
  type: 'sshd.login-tries-exceeded',
  fields: { address: assertedAddress('Source') },
  summary: '{{ address }} failed',
}) {}

let events = 0;

/** An event about `address`, as the sshd module would dispatch it. */
export function exceeded(address: string, time = ten, system = 'sshd'): Event {
  return new Exceeded({ address }, { time, system, id: `event-${events++}` }) as unknown as Event;
}

/** A listener that is started, and all that it said. */
export interface Started {
  readonly firewall: FirewallListener;
  readonly clock: ManualClock;
  readonly dispatched: Event[];
  readonly reports: string[];
}

/** Starts a listener with a clock of its own; its state lies in `state`. */
export async function start(options: FirewallOptions, clock: ManualClock = createManualClock(ten)): Promise<Started> {
  const firewall = new FirewallListener(options);
  const dispatched: Event[] = [];
  const reports: string[] = [];
  const dispatch: ListenerContext['dispatch'] = (event) => void dispatched.push(event);
  const report: ListenerContext['report'] = (summary) => void reports.push(summary);
  await firewall.start({ clock, zone: 'UTC', events: [], dispatch, report });
  onTestFinished(() => firewall.stop());
  return { firewall, clock, dispatched, reports };
}

/** What of the events' data is worth comparing. */
export function dataOf(list: readonly Event[]): Record<string, unknown>[] {
  return list.map(({ type, data }) => ({ type, network: data.network, reason: data.reason, offence: data.offence }));
}
