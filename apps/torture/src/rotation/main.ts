/** A log that is rotated all the time while it is written and read. */
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import { type Method, torture } from './torture.ts';

const help = `npm run torture -- rotation [options]

Has a program write numbered lines to a log that is rotated all the time, by renaming and by copying and cutting back, while
a reader follows it that is killed (kill -9) and started again from its last checkpoint. Ends with 1 where a line that is in
one of the files was missed, or any was read twice.

  --seconds <n>   how long, for each way to rotate (120)
  --rate <n>      lines per second (50000)
  --method <m>    rename, copytruncate, or both (both)
  --seed <n>      another seed rotates and kills at other times (1)
  --help          this text
`;

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    seconds: { type: 'string', default: '120' },
    rate: { type: 'string', default: '50000' },
    method: { type: 'string', default: 'both' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: 'seconds' | 'rate' | 'seed'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} wants a whole number from 1, not '${values[name]}'`);
}

function methods(): readonly Method[] {
  const { method } = values;
  if (method === 'rename' || method === 'copytruncate') return [method];
  if (method === 'both') return ['rename', 'copytruncate'];
  throw new RangeError(`--method knows rename, copytruncate and both, not '${method}'`);
}

/** Warnings by their kind: without paths and numbers. */
function kinds(warnings: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const warning of warnings) {
    const kind = warning.replaceAll(/\/\S+/g, '…').replaceAll(/\d+/g, 'N').slice(0, 100);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

async function run(method: Method): Promise<boolean> {
  const setup = { method, seconds: wholeNumber('seconds'), rate: wholeNumber('rate'), seed: wholeNumber('seed') };
  const { warnings, ...result } = await torture(setup);
  console.log(method, result);
  for (const [kind, count] of kinds(warnings)) console.log(`  ${count} × ${kind}`);
  return result.missed === 0 && result.twice === 0 && (method !== 'rename' || result.torn + result.unparsed === 0);
}

if (values.help) console.log(help);
else for (const method of methods()) if (!(await run(method))) process.exitCode = 1;
