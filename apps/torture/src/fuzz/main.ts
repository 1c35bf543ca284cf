/** Lines, files and streams that nobody would write, read by everything that reads. */
import { argv, env } from 'node:process';
import { parseArgs } from 'node:util';
import { createRandom } from '@correlator/bench';
import { fuzzFiles } from './files.ts';
import { fuzzLines } from './lines.ts';
import { readSeeds } from './seeds.ts';
import { fuzzStreams } from './streams.ts';
import { Tally } from './tally.ts';

const help = `npm run fuzz -- [options]

Feeds mutated lines to the parsers, mutated lines and files through the file input and an engine with all modules, and
mutated streams to the decoder of framed messages.
Ends with 1 where something throws, hangs, goes uncounted, or takes more memory than is allowed. What is mutated are the
example logs, and the corpora in the folder that CORRELATOR_CORPORA names.

  --lines <n>   mutated lines (1000000)
  --files <n>   mutated files (20000)
  --streams <n> mutated streams of framed messages (1000000)
  --seed <n>    another seed gives other mutations (1)
  --memory <n>  the most megabytes at its peak (450)
  --help        this text
`;

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    lines: { type: 'string', default: '1000000' },
    files: { type: 'string', default: '20000' },
    streams: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    memory: { type: 'string', default: '450' },
    help: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: 'lines' | 'files' | 'streams' | 'seed' | 'memory'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(`--${name} wants a whole number from 0, not '${values[name]}'`);
}

async function fuzz(): Promise<number> {
  const seeds = readSeeds();
  const seed = wholeNumber('seed');
  const setup = { seeds, random: createRandom(seed), tally: new Tally() };
  console.log(`seed ${seed}, ${seeds.length} lines to mutate${env.CORRELATOR_CORPORA ? '' : ' (no corpora)'}`);
  await fuzzLines(setup, wholeNumber('lines'));
  await fuzzFiles(setup, wholeNumber('files'));
  await fuzzStreams(setup, wholeNumber('streams'));
  const { tally } = setup;
  if (tally.peakMegabytes > wholeNumber('memory')) tally.fail(`more than ${values.memory} MB of memory`, '');
  console.log(tally.report());
  return tally.failed === 0 ? 0 : 1;
}

if (values.help) console.log(help);
else process.exitCode = await fuzz();
