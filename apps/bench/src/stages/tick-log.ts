import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';
import { spread } from '../measure/summary.ts';

/** The options for Node.js to note every 0.25 ms what it is at, also in functions that were compiled into others. */
export function tickOptions(logFile: string): string[] {
  return [
    '--prof',
    '--no-logfile-per-isolate',
    `--logfile=${logFile}`,
    '--detailed-line-info',
    '--log-source-position',
    '--prof-sampling-interval=250',
  ];
}

interface Code {
  readonly name?: string;
  readonly source?: {
    /** Where code comes from, in order: `C` offset in the code, `O` position in the source, `I` number of what is inlined. */
    readonly positions: string;
    /** What is inlined, by number: `F` index in `fns`, `O` where it is called, `I` number of what it is inlined in. */
    readonly inlined: string;
    readonly fns: readonly number[];
  };
}

/** What `node --prof-process --preprocess` prints. */
interface TickLog {
  readonly code: readonly Code[];
  readonly functions: readonly { readonly name: string }[];
  readonly ticks: readonly {
    readonly tm: number;
    readonly vm: number;
    /** Indexes of codes with offsets in them, the innermost first. */
    readonly s: readonly number[];
  }[];
}

/** States of the engine in `vm`, as V8 numbers them. */
const gc = 1;
const compilers = [2, 3, 4];
const idle = 8;
/** Writing the log itself. */
const logging = 9;

/** What the main thread was at, and for how long. */
export interface Tick {
  readonly state: 'running' | 'compiling' | 'collecting';
  readonly microseconds: number;
  /** Functions as `name url:line:column`, the innermost first. */
  readonly stack: readonly string[];
}

interface Inlined {
  readonly name: string;
  readonly outer: number | undefined;
}

function inlinedOf({ inlined, fns }: NonNullable<Code['source']>, { functions }: TickLog): Inlined[] {
  return [...inlined.matchAll(/F(\d+)O\d+(?:I(\d+))?/g)].map(([, index, outer]) => ({
    name: functions[fns[Number(index)] ?? -1]?.name ?? '',
    outer: outer === undefined ? undefined : Number(outer),
  }));
}

/** For a code: the functions that an offset in it stands for, the innermost first. */
function createFramesOf(code: Code, log: TickLog): (offset: number) => readonly string[] {
  const own = code.name ?? '';
  if (code.source === undefined || code.source.inlined === '') return () => [own];
  const inlined = inlinedOf(code.source, log);
  const positions = [...code.source.positions.matchAll(/C(\d+)O\d+(?:I(\d+))?/g)].map(([, offset, number]) => ({
    offset: Number(offset),
    number: number === undefined ? undefined : Number(number),
  }));
  return (offset) => {
    const names: string[] = [];
    let number = positions.findLast((position) => position.offset <= offset)?.number;
    while (number !== undefined) {
      const function_ = inlined[number];
      if (function_ === undefined) break;
      names.push(function_.name);
      // What is inlined comes behind what it is inlined in; logs of some functions say otherwise, in a circle.
      number = function_.outer !== undefined && function_.outer < number ? function_.outer : undefined;
    }
    return [...names, own];
  };
}

function stateOf(vm: number): Tick['state'] {
  if (vm === gc) return 'collecting';
  return compilers.includes(vm) ? 'compiling' : 'running';
}

/** The usual time between ticks: longer ones are those of a thread that had no processor, which nobody's work is. */
function usualInterval({ ticks }: TickLog): number {
  return spread(ticks.slice(1).map(({ tm }, index) => tm - (ticks[index]?.tm ?? tm))).median;
}

/** The ticks of a log, those apart in which the log was written or nothing was done. */
export function ticksOf(log: TickLog): Tick[] {
  const microseconds = usualInterval(log);
  const framesOf = log.code.map((code) => createFramesOf(code, log));
  const stackOf = (s: readonly number[]): string[] =>
    s.flatMap((code, index) => (index % 2 === 0 ? (framesOf[code]?.(s[index + 1] ?? 0) ?? []) : []));
  return log.ticks
    .filter(({ vm }) => vm !== idle && vm !== logging)
    .map(({ vm, s }) => ({ state: stateOf(vm), microseconds, stack: stackOf(s) }));
}

/** Reads what Node.js noted with `tickOptions`. */
export function readTicks(logFile: string): Tick[] {
  const args = ['--prof-process', '--preprocess', logFile];
  const { status, stdout, stderr } = spawnSync(execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return ticksOf(JSON.parse(stdout) as TickLog);
}
