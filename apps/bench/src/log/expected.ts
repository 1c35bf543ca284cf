import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createAttempts } from './attempts.ts';
import { cachedValue } from './cache.ts';
import { addTime, byChain, byTotal, byWindow, sumOver, type Times } from './excesses.ts';
import { edition, logOfLines } from './generate.ts';
import { createPoints } from './points.ts';

/**
 * What there is to be found in a generated log, found slowly and plainly: by the words of each line, all times of a source
 * kept. Nothing of it is shared with what is measured.
 */
export interface Expected {
  readonly lines: number;
  readonly sshd: number;
  readonly accepted: number;
  /** Lines that say "Failed". */
  readonly failed: number;
  readonly failedOfValidUsers: number;
  readonly invalidUsers: number;
  /** Lines of both kinds about users that do not exist. */
  readonly unknownUserLines: number;
  /** Source addresses in those lines. */
  readonly addresses: number;
  /** Times that a source had five of those lines within five minutes, told once per excess. */
  readonly exceeded: number;
  /** Sources that it happened to. */
  readonly sources: number;
  /** Sources of five of those lines, whenever they were. */
  readonly everFive: number;
  /** Runs of five of those lines with at most five minutes from each to the next. */
  readonly chains: number;
  /** Attempts to log in, by whichever line tells of them first; excesses by the times of those lines. */
  readonly attempts: number;
  readonly attemptsExceeded: number;
  /** Sources that these excesses happened to. */
  readonly attemptSources: number;
  /** Lines that sshguard takes for attacks, and sources of 50 of its points, loopback addresses apart. */
  readonly attacks: number;
  readonly fiftyPoints: number;
}

/** Part of the name of the files: to be raised with each change of what is counted. */
const countsEdition = 1;

/** Of a line: its time, its process and its message. */
interface Line {
  readonly time: number;
  readonly process: string;
  readonly message: string;
}

function read(line: string): Line {
  const [month = '', day = '', clock = '', host = '', ...rest] = line.split(' ').filter(Boolean);
  const tag = rest[0] ?? '';
  const message = line.slice(line.indexOf(tag, 16 + host.length) + tag.length + 1);
  return { time: Date.parse(`${day} ${month} 2026 ${clock} UTC`), process: `${host} ${tag}`, message };
}

/** The word behind the last "from". */
const sourceOf = (message: string): string => message.split(' from ').at(-1)?.split(' ')[0] ?? '';

const once = (times: readonly number[]): number => Math.min(1, byWindow(times));

/** Counts what there is to be found in a log. */
export async function countIn(log: string): Promise<Expected> {
  const counts = { lines: 0, sshd: 0, accepted: 0, failed: 0, failedOfValidUsers: 0, invalidUsers: 0 };
  const failures: Times = new Map();
  const attempts = createAttempts();
  const points = createPoints();

  function look({ time, process, message }: Line): void {
    counts.sshd++;
    attempts.look(process, message, { source: sourceOf(message), time });
    points.look(message);
    if (message.startsWith('Accepted ')) counts.accepted++;
    if (message.startsWith('Invalid user ')) counts.invalidUsers++;
    if (!message.startsWith('Failed ')) return;
    counts.failed++;
    if (!message.includes(' for invalid user ')) counts.failedOfValidUsers++;
    addTime(failures, sourceOf(message), time);
  }

  for await (const line of createInterface({ input: createReadStream(log) })) {
    counts.lines++;
    if (line.includes(' sshd[')) look(read(line));
  }
  return {
    ...counts,
    unknownUserLines: counts.failed - counts.failedOfValidUsers + counts.invalidUsers,
    addresses: failures.size,
    exceeded: sumOver(failures, byWindow),
    sources: sumOver(failures, once),
    everFive: sumOver(failures, byTotal),
    chains: sumOver(failures, byChain),
    attempts: attempts.count(),
    attemptsExceeded: sumOver(attempts.times, byWindow),
    attemptSources: sumOver(attempts.times, once),
    attacks: points.attacks(),
    fiftyPoints: points.sourcesFrom(50),
  };
}

/** What there is to be found in the log of so many lines: found out once, then kept in the cache. */
export function expectedOf(lines: number): Promise<Expected> {
  const path = logOfLines(lines);
  return cachedValue(`expected-${edition}-${countsEdition}-${lines}.json`, () => countIn(path));
}
