import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logOfLines } from '../log/generate.ts';
import type { Progress } from '../measure/progress.ts';
import { type Spread, spread } from '../measure/summary.ts';
import { type Contender, correlator, rsyslogd, type Sending, says } from '../network/receivers.ts';
import { cell, megabytes, ratio, rounds as roundsText, table, whole } from './markdown.ts';
import { writeSection } from './results.ts';

export interface NetworkOptions {
  readonly lines: number;
  readonly rounds: number;
  readonly progress: Progress;
}

const framings = ['octet-counting', 'newline'] as const;
const distinct = 100_000;
/** auth.info, as sshd logs. */
const priority = '<38>';

interface Measured {
  readonly ms: number;
  readonly peakBytes: number;
}

/** The messages that are sent over and over, in a file, and how many of what length that makes. */
function messagesFor(lines: number, folder: string): Sending & { readonly path: string } {
  const log = readFileSync(logOfLines(distinct), 'latin1').trimEnd().split('\n');
  const messages = log.slice(0, distinct).map((line) => `${priority}${line}`);
  const path = join(folder, 'messages');
  writeFileSync(path, messages.join('\n'), 'latin1');
  const rounds = Math.ceil(lines / messages.length);
  const bytes = messages.reduce((sum, { length }) => sum + length, 0);
  return { path, messages: rounds * messages.length, bytes: rounds * bytes };
}

/** From the first byte that is sent until the last message is there. */
async function measure(contender: Contender, framing: string, sending: Sending & { path: string }): Promise<Measured> {
  const receiver = await contender.start(sending);
  const program = fileURLToPath(new URL('../network/sender.mjs', import.meta.url));
  const args = [program, String(receiver.port), String(sending.messages), framing, sending.path];
  const sender = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await says(sender, 'ready');
  const began = performance.now();
  sender.stdin.write('go\n');
  const peakBytes = await receiver.received;
  const ms = performance.now() - began;
  await receiver.stop();
  return { ms, peakBytes };
}

interface Row {
  readonly framing: string;
  readonly contender: Contender;
  readonly runs: readonly Measured[];
}

async function measureAll(options: NetworkOptions, sending: Sending & { path: string }): Promise<readonly Row[]> {
  const contenders = spawnSync('rsyslogd', ['-v']).status === 0 ? [rsyslogd, correlator] : [correlator];
  const rows = framings.flatMap((framing) =>
    contenders.map((contender) => ({ framing, contender, runs: [] as Measured[] })),
  );
  for (let round = 0; round <= options.rounds; round++) {
    for (const { framing, contender, runs } of rows) {
      options.progress.step(`round ${round} of ${options.rounds}: ${contender.name}, ${framing}`);
      const measured = await measure(contender, framing, sending);
      // The first one warms up.
      if (round > 0) runs.push(measured);
    }
  }
  options.progress.done();
  return rows;
}

function rowOf({ framing, contender, runs }: Row, rows: readonly Row[], messages: number): string[] {
  const base = rows.find((other) => other.framing === framing && other.contender !== contender);
  const rate: Spread = spread(runs.map(({ ms }) => (messages / ms) * 1_000));
  const ratios = spread(runs.map(({ ms }, round) => (base?.runs[round]?.ms ?? Number.NaN) / ms));
  const peak = spread(runs.map(({ peakBytes }) => peakBytes));
  return [`${contender.name}, ${framing}`, cell(rate, whole), cell(ratios, ratio), cell(peak, megabytes)];
}

/** Receives messages by TCP on loopback, beside rsyslogd that writes them to a file. */
export async function measureNetwork(options: NetworkOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-network-'));
  try {
    const sending = messagesFor(options.lines, folder);
    const rows = await measureAll(options, sending);
    const { messages } = sending;
    writeSection({
      name: 'network',
      title: 'Syslog over TCP',
      text: [
        `${whole(messages)} messages of ${Math.round(sending.bytes / messages)} bytes by one connection on loopback, ${roundsText(options.rounds)} after one to warm up.`,
        'From the first byte that is sent until the last message is counted, or in the file. Medians, with the least and the most in brackets.',
        'rsyslogd’s memory is what it has at the end.\n',
        table(
          ['', 'messages/s', 'rate ÷ that of the other', 'memory, MB'],
          rows.map((row) => rowOf(row, rows, messages)),
        ),
      ].join('\n'),
      charts: {},
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
