/** A server that is killed all the time, compared with one that is not. */
import { argv, env, stderr } from 'node:process';
import { parseArgs } from 'node:util';
import { isThere } from './postgres.ts';
import { Torture, type TortureResult } from './torture.ts';

const help = `npm run torture -- [options]

Runs the server over a log twice, with the sshd module, a store, and audit rows in CSV files, SQLite and PostgreSQL: once undisturbed, once killed
(kill -9) all the time, at named points and at random, and started again, with rubbish behind what was written. Ends with 1
where what they leave is not the same, byte by byte.

  --seconds <n>   how many seconds' worth of lines (60)
  --rate <n>      lines per second that the server may read (5000)
  --seed <n>      another seed kills elsewhere (1)
  --postgres <u>  a server (CORRELATOR_TEST_POSTGRES, or postgres://postgres@127.0.0.1:5432/test); where there is none, it is
                  left out, and that is said
  --keep          leaves the folder for people to look at
  --help          this text

npm run torture -- rotation --help   a log that is rotated all the time
`;

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    postgres: { type: 'string', default: env.CORRELATOR_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/test' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: 'seconds' | 'rate' | 'seed'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} wants a whole number from 1, not '${values[name]}'`);
}

const killsOf = ({ kills }: TortureResult): number => [...kills.values()].reduce((sum, count) => sum + count, 0);
const quantile = (sorted: readonly number[], at: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? 0);

function progress(result: TortureResult): void {
  if (stderr.isTTY) stderr.write(`\r${killsOf(result)} kills`);
}

function report(result: TortureResult): void {
  const { lines, rows, kills, back, differences } = result;
  const sorted = back.toSorted((a, b) => a - b);
  console.log(`${lines} lines, ${rows} rows, ${back.length} starts that read, ${killsOf(result)} kills`);
  console.log(
    `back after ms: median ${quantile(sorted, 0.5)}, 95 % ${quantile(sorted, 0.95)}, most ${quantile(sorted, 1)}`,
  );
  for (const [point, count] of [...kills].sort()) console.log(`  ${String(count).padStart(5)} × ${point}`);
  console.log(differences.length === 0 ? 'the same, byte by byte' : differences.join('\n'));
}

async function run(): Promise<void> {
  const postgres = (await isThere(values.postgres)) ? values.postgres : undefined;
  if (postgres === undefined) console.log(`skipped: PostgreSQL, as there is none at ${values.postgres}`);
  const [seconds, rate, seed] = [wholeNumber('seconds'), wholeNumber('rate'), wholeNumber('seed')];
  const torture = new Torture({ seconds, rate, seed, postgres, progress });
  try {
    const result = await torture.run();
    report(result);
    if (result.differences.length > 0) process.exitCode = 1;
  } finally {
    if (values.keep) console.log(torture.folder);
    await torture.end(values.keep);
  }
}

if (values.help) console.log(help);
else await run();
