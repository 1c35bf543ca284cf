// The core of the job written by hand and nothing more, without sessions, PAM or days: the floor for the framework's
// times. Given a folder as well, it writes rows there.
import { argv } from 'node:process';
import { parseLine } from './parse-line.mjs';
import { createRows } from './rows.mjs';
import { readWholeLines } from './whole-lines.mjs';

const limit = 5;
const windowMs = 5 * 60_000;

const failedPattern = /^Failed (\S+) for (invalid user )?(.*) from (\S+) port (\d+) ssh2$/;
const invalidPattern = /^Invalid user (.*) from (\S+) port (\d+)$/;
const acceptedPattern = /^Accepted (\S+) for (\S+) from (\S+) port (\d+) ssh2(?:: .*)?$/;
const endPattern =
  /^(?:Connection closed by|Disconnected from) (?:(?:invalid |authenticating )?user (.*) )?(\S+) port (\d+)(?: \[preauth\])?$/;

const [, , log = '', folder] = argv;
const totals = { lines: 0, unparsed: 0, failed: 0, invalidUsers: 0, accepted: 0, ended: 0, exceeded: 0 };
/** @type {Map<string, { times: number[], next: number, raisedAt: number }>} */
const sources = new Map();
/** One for each login, each end of a connection with a user, and each excess. */
const rows = folder === undefined ? undefined : createRowFiles(folder);

/** @param {string} folder */
function createRowFiles(folder) {
  return {
    accepted: createRows(folder, 'accepted', 'time,host,user,address,port,method'),
    ended: createRows(folder, 'ended', 'time,host,user,address,port'),
    exceeded: createRows(folder, 'exceeded', 'time,address'),
  };
}

let isoTime = 0;
let isoText = '';

/** @param {number} time */
function iso(time) {
  if (time !== isoTime) isoText = new Date(time).toISOString();
  isoTime = time;
  return isoText;
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
  rows?.exceeded.add(`${iso(time)},${address}`);
}

/** @param {{ time: number, host: string, message: string }} record */
function process({ time, host, message }) {
  const failure = failedPattern.exec(message);
  if (failure !== null) {
    totals.failed++;
    return failed(/** @type {string} */ (failure[4]), time);
  }
  if (invalidPattern.exec(message) !== null) {
    totals.invalidUsers++;
    return;
  }
  const login = acceptedPattern.exec(message);
  if (login !== null) {
    totals.accepted++;
    rows?.accepted.add(`${iso(time)},${host},${login[2]},${login[3]},${login[4]},${login[1]}`);
    return;
  }
  const end = endPattern.exec(message);
  if (end === null) return;
  totals.ended++;
  if (end[1] !== undefined) rows?.ended.add(`${iso(time)},${host},${end[1]},${end[2]},${end[3]}`);
}

/** @param {string} text whole lines */
function processLines(text) {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    totals.lines++;
    const record = parseLine(text, start, end);
    if (record === undefined) totals.unparsed++;
    else if (record.program === 'sshd') process(record);
    start = end + 1;
  }
}

readWholeLines(log, processLines);
const files = rows === undefined ? [] : Object.values(rows);
for (const file of files) file.close();
const written = files.reduce((sum, { count }) => sum + count, 0);
console.log(JSON.stringify({ ...totals, sources: sources.size, rows: written }));
