// The core of the job written by hand and nothing more, without sessions, PAM or days: the floor for the framework's times.
import { closeSync, openSync, readSync } from 'node:fs';
import { argv } from 'node:process';

const limit = 5;
const windowMs = 5 * 60_000;
const chunkSize = 64 * 1024;
const year = 2026;

const failedPattern = /^Failed (\S+) for (invalid user )?(.*) from (\S+) port (\d+) ssh2$/;
const invalidPattern = /^Invalid user (.*) from (\S+) port (\d+)$/;
const acceptedPattern = /^Accepted (\S+) for (\S+) from (\S+) port (\d+) ssh2(?:: .*)?$/;
const endPattern =
  /^(?:Connection closed by|Disconnected from) (?:(?:invalid |authenticating )?user (.*) )?(\S+) port (\d+)(?: \[preauth\])?$/;

const months = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, month) => [
    name,
    month,
  ]),
);
const totals = { lines: 0, unparsed: 0, failed: 0, invalidUsers: 0, accepted: 0, ended: 0, exceeded: 0 };
/** @type {Map<string, { times: number[], next: number, raisedAt: number }>} */
const sources = new Map();

let stamp = '';
let stampTime = 0;

/** @param {string} text @param {number} start */
function timeOf(text, start) {
  if (text.startsWith(stamp, start) && stamp !== '') return stampTime;
  stamp = text.slice(start, start + 15);
  const [hours, minutes, seconds] = [stamp.slice(7, 9), stamp.slice(10, 12), stamp.slice(13, 15)].map(Number);
  stampTime = Date.UTC(year, months.get(stamp.slice(0, 3)) ?? 0, Number(stamp.slice(4, 6)), hours, minutes, seconds);
  return stampTime;
}

/** A record of the line from `start` to `end`. @param {string} text @param {number} start @param {number} end */
function parse(text, start, end) {
  const time = timeOf(text, start);
  const hostEnd = text.indexOf(' ', start + 16);
  const tagEnd = text.indexOf(':', hostEnd);
  if (hostEnd < 0 || tagEnd < 0 || tagEnd > end) return undefined;
  const host = text.slice(start + 16, hostEnd);
  const message = text.slice(tagEnd + 2, end);
  if (text.charCodeAt(tagEnd - 1) !== 93) {
    return { time, host, program: text.slice(hostEnd + 1, tagEnd), pid: -1, message };
  }
  const bracket = text.indexOf('[', hostEnd);
  const pid = Number(text.slice(bracket + 1, tagEnd - 1));
  return { time, host, program: text.slice(hostEnd + 1, bracket), pid, message };
}

/** Counts a failure: five within five minutes are an excess, told once. @param {string} address @param {number} time */
function failed(address, time) {
  let source = sources.get(address);
  if (source === undefined) {
    source = { times: new Array(limit).fill(Number.NEGATIVE_INFINITY), next: 0, raisedAt: Number.NEGATIVE_INFINITY };
    // A copy: a slice as a key would keep its whole chunk.
    sources.set(Buffer.from(address, 'latin1').latin1Slice(), source);
  }
  source.times[source.next] = time;
  source.next = (source.next + 1) % limit;
  const oldest = source.times[source.next] ?? 0;
  if (time - oldest > windowMs || time - source.raisedAt <= windowMs) return;
  source.raisedAt = time;
  totals.exceeded++;
}

/** @param {{ time: number, message: string }} record */
function process({ time, message }) {
  const failure = failedPattern.exec(message);
  if (failure !== null) {
    totals.failed++;
    failed(/** @type {string} */ (failure[4]), time);
  } else if (invalidPattern.exec(message) !== null) totals.invalidUsers++;
  else if (acceptedPattern.exec(message) !== null) totals.accepted++;
  else if (endPattern.exec(message) !== null) totals.ended++;
}

/** @param {string} text whole lines */
function processLines(text) {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    totals.lines++;
    const record = parse(text, start, end);
    if (record === undefined) totals.unparsed++;
    else if (record.program === 'sshd') process(record);
    start = end + 1;
  }
}

/** @param {string} path */
function processFile(path) {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(2 * chunkSize);
  let kept = 0;
  for (;;) {
    const read = readSync(file, buffer, kept, chunkSize, null);
    if (read === 0) break;
    const filled = kept + read;
    const end = buffer.lastIndexOf(10, filled - 1) + 1;
    processLines(buffer.toString('utf8', 0, end));
    buffer.copyWithin(0, end, filled);
    kept = filled - end;
  }
  closeSync(file);
}

processFile(argv[2] ?? '');
console.log(JSON.stringify({ ...totals, sources: sources.size }));
