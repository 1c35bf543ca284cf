import { isAscii } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Random } from '@correlator/bench';
import type { LogRecord } from '@correlator/events';
import { createFileInput } from '@correlator/input-file';
import { createLineParser, isParseFailure, type LineParser, lineFormats, type ParseFailure } from '@correlator/syslog';
import { runThrough } from './machinery.ts';
import { asLine, mutate } from './mutate.ts';
import type { Tally } from './tally.ts';

const linesPerChunk = 500;
const reference = Date.parse('2026-11-23T09:30:00Z');
const source = { input: 'fuzz', identity: 'line' };
/** Every so many lines, the answer is compared with that of a parser that has read no other. */
const compareEvery = 50;

/** Lines that are longer are timed; none may take more than this. */
const longLine = 2_000;
const mostMs = 200;

const newParser = (format: (typeof lineFormats)[number]): LineParser =>
  createLineParser({ format, reference, zone: 'Europe/Berlin' });

/** A line from `start` to `end` of a text, and that text's bytes. */
interface Within {
  readonly text: string;
  readonly codes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Parses lines in every format and says what is wrong with the answers. */
class Oracle {
  readonly parsers = lineFormats.map(newParser);
  readonly tally: Tally;
  lines = 0;
  /** The last line of ASCII. */
  before = '';

  constructor(tally: Tally) {
    this.tally = tally;
  }

  check(line: string): void {
    this.lines++;
    const within = this.within(line);
    for (const [index, parser] of this.parsers.entries()) {
      const result = parser.parse(line, source, this.lines);
      const problem = problemOf(result, line, this.lines);
      if (problem !== undefined) this.tally.fail(problem, line);
      if (this.lines % compareEvery === 0) this.compare(index, line, result);
      if (within !== undefined) this.compareWithin(parser, within, result);
      if (line.length > longLine) this.time(parser, line);
      if (index === 0) this.tally.count(isParseFailure(result) ? `no record: ${result.reason}` : 'records');
    }
  }

  /** The line between two others, as it lies in a file; undefined where it is not ASCII. */
  within(line: string): Within | undefined {
    const text = `${this.before}\n${line}\n${this.before}`;
    const start = this.before.length + 1;
    const codes = Buffer.from(text);
    if (!isAscii(codes)) return undefined;
    this.before = line.slice(0, longLine);
    return { text, codes, start, end: start + line.length };
  }

  compareWithin(parser: LineParser, { text, codes, start, end }: Within, result: LogRecord | ParseFailure): void {
    const within = parser.parseWithin(text, codes, start, end, source, this.lines);
    if (!isDeepStrictEqual(within, result)) this.tally.fail('means something else within a text', text);
  }

  /** The best of three times: the others have collecting garbage in them. */
  time(parser: LineParser, line: string): void {
    const times = [1, 2, 3].map(() => {
      const began = performance.now();
      parser.parse(line, source, this.lines);
      return performance.now() - began;
    });
    const best = Math.min(...times);
    this.tally.took(best, line);
    if (best > mostMs) this.tally.fail(`takes ${best.toFixed(0)} ms`, line);
  }

  compare(index: number, line: string, result: LogRecord | ParseFailure): void {
    const fresh = newParser(lineFormats[index] ?? 'auto').parse(line, source, this.lines);
    if (!isDeepStrictEqual(fresh, result)) this.tally.fail('means something else after other lines', line);
  }
}

function problemOf(result: LogRecord | ParseFailure, line: string, offset: number): string | undefined {
  if (result.raw !== line || result.offset !== offset || result.source !== source)
    return 'does not carry what was read';
  if (isParseFailure(result)) {
    const within = result.column >= 1 && result.column <= line.length + 1;
    return within && result.explanation.length > 20 ? undefined : `a failure without a place: ${result.reason}`;
  }
  if (!Number.isSafeInteger(result.time)) return `the time is ${result.time}`;
  return Number.isSafeInteger(result.repeat) && result.repeat > 0 ? undefined : `repeat is ${result.repeat}`;
}

/** True for a line that an input counts: one that is not empty but for a carriage return. */
const counts = (line: Buffer): boolean => line.length > 1 || (line.length === 1 && line[0] !== 13);

/** What the lines are made of. */
export interface FuzzSetup {
  readonly seeds: readonly Buffer[];
  readonly random: Random;
  readonly tally: Tally;
}

async function* chunks({ seeds, random, tally }: FuzzSetup, lines: number): AsyncGenerator<Buffer> {
  const oracle = new Oracle(tally);
  for (let done = 0; done < lines; done += linesPerChunk) {
    const some = Array.from({ length: Math.min(linesPerChunk, lines - done) }, (_, index) => {
      const seed = random.pick(seeds);
      // The first bytes tell what kind of file it is: they are left as they are.
      return asLine(done + index === 0 ? (seeds[0] ?? seed) : mutate(seed, random, seeds));
    });
    for (const line of some) {
      oracle.check(line.toString());
      if (counts(line)) tally.entries++;
    }
    yield Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')]));
    // As what arrives from outside does, it lets timers and others have their turn.
    await setImmediate();
    tally.show(`${oracle.lines.toLocaleString('en')} of ${lines.toLocaleString('en')} lines`);
  }
}

/** Feeds mutated lines to the parsers, and as standard input through an engine with all modules. */
export async function fuzzLines(setup: FuzzSetup, lines: number): Promise<void> {
  const { tally } = setup;
  const stdin = Readable.from(chunks(setup, lines), { objectMode: false, highWaterMark: 2 ** 18 });
  const input = createFileInput({ paths: '-' }, { name: 'fuzz', stdin });
  const { ledger, events, problems } = await runThrough(input, lines + 60_000);
  tally.take(ledger, events);
  for (const problem of problems) tally.fail(problem, '');
  if (ledger.read !== tally.entries) tally.fail(`${tally.entries} entries, but ${ledger.read} in the ledger`, '');
}
