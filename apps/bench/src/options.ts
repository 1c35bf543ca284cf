import { parseArgs } from 'node:util';
import { comparisons } from './cases/comparisons.ts';

/** What `npm run bench` is to do. */
export interface BenchOptions {
  readonly help: boolean;
  /** Names of comparisons, and `stages`. */
  readonly only: readonly string[];
  readonly memory: boolean;
  readonly peers: boolean;
  /** Syslog over TCP. */
  readonly network: boolean;
  /** What a store costs. */
  readonly store: boolean;
  /** Whether the comparisons and stages are wanted. */
  readonly standard: boolean;
  readonly lines: number | undefined;
  readonly rounds: number;
}

export const parts: readonly string[] = [...comparisons.map(({ name }) => name), 'stages'];

export const help = `npm run bench -- [options]

Measures the built packages beside loops written by hand that do the core of the same jobs: whole processes, in turns, on
a generated log. Writes tables and charts to apps/bench/results; report.md holds all of them.

  --only <a,b>  these only, of ${parts.join(', ')}
  --memory      memory over time at 10 million lines instead; wants 2 GB of free disk
  --network     syslog over TCP on loopback, beside rsyslogd where that is installed, instead
  --store       what a store costs, and a restart with a million keys; wants 2 GB of free disk, instead
  --peers       other programs that do the same job, as far as they are installed, instead
  --all         everything
  --lines <n>   lines of the log (1000000; 10000000 with --memory)
  --runs <n>    measured rounds, after one to warm up (5)
  --help        this text
`;

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} wants a whole number from 1, not '${text}'`);
}

function chosen(text: string | undefined): readonly string[] {
  if (text === undefined) return parts;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !parts.includes(name));
  if (unknown.length === 0) return names;
  throw new RangeError(`--only knows ${parts.join(', ')}, not '${unknown.join(', ')}'`);
}

/** Reads the arguments. Throws for those that make no sense. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      memory: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      network: { type: 'boolean', default: false },
      store: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      lines: { type: 'string' },
      runs: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  const { help: isHelp, memory, peers, network, store, all, only, lines, runs } = values;
  return {
    help: isHelp,
    only: chosen(only),
    memory: memory || all,
    peers: peers || all,
    network: network || all,
    store: store || all,
    standard: all || only !== undefined || (!memory && !peers && !network && !store),
    lines: lines === undefined ? undefined : wholeNumber('lines', lines),
    rounds: wholeNumber('runs', runs),
  };
}
