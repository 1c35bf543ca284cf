// Follows the log at argv[2] and notes the numbers of the lines in argv[3], until it is killed. Now and then it saves how
// far it is, in one step: its position, and how long its notes are. When it starts, it goes on from there.
import { closeSync, ftruncateSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import { type Json, systemClock } from '@correlator/core';
import { createFileInput } from '@correlator/input-file';
import { numberOf } from './line.ts';

const [, , path = '', notes = ''] = argv;
const checkpointMs = 100;

interface Checkpoint {
  readonly length: number;
  readonly position: Json;
}

function load(): Checkpoint | undefined {
  try {
    return JSON.parse(readFileSync(`${notes}.checkpoint`, 'utf8'));
  } catch {
    return undefined;
  }
}

function save(checkpoint: Checkpoint): void {
  writeFileSync(`${notes}.checkpoint.new`, JSON.stringify(checkpoint));
  renameSync(`${notes}.checkpoint.new`, `${notes}.checkpoint`);
}

/** Numbers as `from-to`, torn and unparsed lines as their count. */
function noteOf(messages: readonly string[], unparsed: number): string {
  const parts: string[] = [];
  let torn = 0;
  let from: number | undefined;
  let to = -1;
  const end = () => from !== undefined && parts.push(`${from}-${to}`);
  for (const message of messages) {
    const n = numberOf(message);
    if (n === undefined) torn++;
    else if (n === to + 1 && from !== undefined) to = n;
    else {
      end();
      from = n;
      to = n;
    }
  }
  end();
  return `${parts.join(' ')}|${torn}|${unparsed}\n`;
}

const input = createFileInput({ paths: path, follow: true, pollInterval: '100ms', rotateWait: '3s' });
const saved = load();
const file = openSync(notes, 'a');
const warnings = openSync(`${notes}.warnings`, 'a');
let length = saved?.length ?? 0;
ftruncateSync(file, length);
if (saved !== undefined) input.resume(saved.position);
const warn = (summary: string) => void writeSync(warnings, `${summary}\n`);
await input.start({ clock: systemClock, zone: 'UTC', warn });
let last = Date.now();
for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
  const { records, unparsed } = batch;
  length += writeSync(
    file,
    noteOf(
      records.map(({ message }) => message),
      unparsed.length,
    ),
  );
  if (Date.now() - last < checkpointMs) continue;
  save({ length, position: input.positions() });
  last = Date.now();
}
closeSync(file);
