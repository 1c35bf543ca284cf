// Reads a file and splits it into lines, nothing else: the floor under parsing.
import { argv } from 'node:process';
import { readWholeLines } from './whole-lines.mjs';

const totals = { lines: 0, characters: 0 };

/** @param {string} text whole lines */
function splitLines(text) {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end);
    totals.lines++;
    totals.characters += line.length;
    start = end + 1;
  }
}

readWholeLines(argv[2] ?? '', splitLines);
console.log(JSON.stringify(totals));
