// A record of each line, counted by program, nothing else: the floor under Report.
import { argv } from 'node:process';
import { parseLine } from './parse-line.mjs';
import { readWholeLines } from './whole-lines.mjs';

const totals = { lines: 0, unparsed: 0, firstTime: 0, lastTime: 0, characters: 0 };
/** @type {Map<string, { count: number }>} */
const programs = new Map();

/** @param {{ time: number, program: string, message: string }} record */
function count({ time, program, message }) {
  if (totals.firstTime === 0) totals.firstTime = time;
  totals.lastTime = time;
  totals.characters += message.length;
  const known = programs.get(program);
  if (known === undefined) programs.set(Buffer.from(program).toString(), { count: 1 });
  else known.count++;
}

/** @param {string} text whole lines */
function processLines(text) {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    totals.lines++;
    const record = parseLine(text, start, end);
    if (record === undefined) totals.unparsed++;
    else count(record);
    start = end + 1;
  }
}

readWholeLines(argv[2] ?? '', processLines);
console.log(JSON.stringify({ ...totals, sshd: programs.get('sshd')?.count ?? 0, programs: programs.size }));
