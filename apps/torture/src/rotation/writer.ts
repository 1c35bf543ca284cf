// Writes numbered lines to the log at argv[2], argv[3] of them a second, until its standard input ends; then prints how
// many it wrote. It writes as daemons do that buffer: the end of what it has written may be half a line. SIGHUP has
// it open the log anew.
import { closeSync, openSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import { lineOf } from './line.ts';

const [, , path = '', rateText = ''] = argv;
const rate = Number(rateText);
const tickMs = 5;
const mostHeldBack = 60;

const open = () => openSync(path, 'a');
const began = Date.now();
let log = open();
let written = 0;
let rest = '';

/** All but `held` bytes of what is due. */
function write(held: number): void {
  const now = Date.now();
  const due = Math.floor(((now - began) / 1_000) * rate);
  const lines = [rest];
  for (; written < due; written++) lines.push(lineOf(written, now));
  const text = lines.join('');
  const end = Math.max(0, text.length - held);
  writeSync(log, text.slice(0, end));
  rest = text.slice(end);
}

process.on('SIGHUP', () => {
  write(0);
  closeSync(log);
  log = open();
});

const ticking = setInterval(() => write(Math.floor(Math.random() * mostHeldBack)), tickMs);
process.stdin.resume().on('end', () => {
  clearInterval(ticking);
  write(0);
  console.log(written);
});
