/** The log that is measured on: generated, seeded, with what is to be found in it. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { argv, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cached } from './cache.ts';
import { type Connection, createConnections, otherLine } from './connections.ts';
import { createRandom, type Random } from './random.ts';

/** Part of the name of the files: to be raised with each change of what is generated. */
export const edition = 1;
const usualSeed = 20_260_303;
const start = Date.UTC(2026, 2, 3, 6, 0, 0);
const sshdShare = 0.7;
const activeConnections = 40;
const openSessions = 200;
const flushLength = 1 << 20;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

function timeText(time: number): string {
  const date = new Date(time);
  const day = `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} `;
}

function takeAny(random: Random, list: Connection[]): Connection {
  const index = random.below(list.length);
  const taken = list[index] as Connection;
  list[index] = list[list.length - 1] as Connection;
  list.pop();
  return taken;
}

/** The next line of sshd: several connections at a time, and sessions that come back when others have opened. */
function createSshd(random: Random): () => string {
  const connect = createConnections(random);
  const active: Connection[] = [];
  const sessions: Connection[] = [];
  return () => {
    while (active.length < activeConnections) active.push(connect());
    const connection = takeAny(random, active);
    const line = connection.head + connection.lines[connection.next++];
    if (connection.next === connection.pause) sessions.push(connection);
    else if (connection.next < connection.lines.length) active.push(connection);
    if (sessions.length > openSessions) active.push(takeAny(random, sessions));
    return line;
  };
}

/** The lines of a log, each with its line end: 50 to 200 of them in each second. */
export function createLog(seed = usualSeed): () => string {
  const random = createRandom(seed);
  const sshd = createSshd(random);
  let seconds = -1;
  let left = 0;
  let time = '';
  return () => {
    if (left-- === 0) {
      seconds++;
      time = timeText(start + seconds * 1000);
      left = 49 + random.below(151);
    }
    return `${time}${random.next() < sshdShare ? sshd() : otherLine(random, 86_400 + seconds)}\n`;
  };
}

function write(path: URL, lines: number): void {
  const next = createLog();
  const file = openSync(path, 'w');
  let text = '';
  for (let line = 1; line <= lines; line++) {
    text += next();
    if (text.length >= flushLength || line === lines) {
      writeSync(file, text);
      text = '';
    }
    if (line % 1_000_000 === 0) stderr.write(`  ${line.toLocaleString('en')} of ${lines.toLocaleString('en')} lines\n`);
  }
  closeSync(file);
}

/** The path of a BSD syslog file of so many lines, always the same: made once, then kept in the cache. */
export function logOfLines(lines: number): string {
  const path = cached(`syslog-${edition}-${lines}.log`, (unfinished) => {
    stderr.write(`Generating ${lines.toLocaleString('en')} lines ...\n`);
    write(unfinished, lines);
  });
  return fileURLToPath(path);
}

if (import.meta.main) {
  const { values } = parseArgs({ args: argv.slice(2), options: { lines: { type: 'string', default: '1000000' } } });
  const lines = Number(values.lines);
  if (!Number.isSafeInteger(lines) || lines < 1) throw new RangeError('--lines wants a whole number from 1');
  console.log(logOfLines(lines));
}
