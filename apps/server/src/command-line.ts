import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ReplayOptions } from './commands/replay.ts';
import type { RunOptions } from './commands/run.ts';
import { errorText } from './error-text.ts';

const runExamples = `
Examples:
  correlator run                                   the correlator.config.* of this folder
  correlator run --config bastion.yaml             another configuration
  correlator run --set modules.sshd.limit=10       with one option changed
  correlator run --once                            to the end of the inputs, then stop

Signals: SIGUSR2 prints statistics; SIGINT and SIGTERM handle what was read, print statistics and end with 0; a second
one ends at once.`;

const replayExamples = `
Examples:
  correlator replay /var/log/auth.log              what sshd did: one line per event, statistics last
  correlator replay --quiet auth.log auth.log.1.gz only the statistics
  zcat auth.log.gz | correlator replay --json -    events as JSON, one object per line
  correlator replay --modules report,sshd --set modules.sshd.limit=3 auth.log
  correlator replay --config bastion.yaml old.log  the modules of a configuration; its inputs and listeners are not used

Events go to standard output, messages about the run to standard error.`;

const examples = `
Examples:
  correlator run --config correlator.config.yaml   watch logs as a configuration says
  correlator replay /var/log/auth.log              process files to their end

Exit codes: 0 all went well, 1 an error (standard error says which, and how to mend it), 2 wrong usage.`;

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

const config = () => new Option('-c, --config <file>', 'the configuration: .ts, .mts, .js, .mjs, .yaml, .yml or .json');
const set = () =>
  new Option('-s, --set <path=value>', 'change an option, such as modules.sshd.limit=10').argParser(collect);
const verbose = () => new Option('--verbose', 'errors with their stacks');

type Finish = (code: number) => void;

function addRun(program: Command, finish: Finish): void {
  program
    .command('run')
    .summary('read the inputs of a configuration and act on events')
    .description('Reads the inputs of a configuration, hands records to its modules and events to its listeners.')
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .addOption(set())
    .option('--once', 'read inputs to their end, then stop')
    .addOption(verbose())
    .addHelpText('after', runExamples)
    .action(async (options: RunOptions) => {
      const { run } = await import('./commands/run.ts');
      finish(await run(options));
    });
}

function addReplay(program: Command, finish: Finish): void {
  program
    .command('replay')
    .summary('process files to their end and print the events')
    .description('Processes log files, plain or gzip, to their end, and prints events and statistics.')
    .argument('<file...>', 'files, or - for standard input')
    .option('-m, --modules <names>', 'modules, joined by commas', (value) => value.split(',').filter(Boolean))
    .addOption(config())
    .addOption(set())
    .option('--json', 'events and statistics as JSON, one object per line')
    .option('-q, --quiet', 'statistics only')
    .option('--partitions <n>', 'partitions of the modules', wholeNumber(1, 1024))
    .option('--zone <name>', 'time zone of the entries that name none, such as Europe/Prague')
    .option('--year <year>', 'year of the entries that name none', wholeNumber(1970, 9999))
    .option('--format <format>', 'how entries are written: auto, rfc3164, iso, rfc5424 or journald')
    .addOption(verbose())
    .addHelpText('after', replayExamples)
    .action(async (files: string[], options: ReplayOptions) => {
      const { replay } = await import('./commands/replay.ts');
      finish(await replay(files, options));
    });
}

function createCommandLine(finish: Finish): Command {
  const program = new Command('correlator')
    .description('Reads log records, correlates them, and acts on the events.')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand(false)
    .showHelpAfterError('(correlator --help says more)')
    .addHelpText('after', examples)
    .configureHelp({ showGlobalOptions: false });
  // Subcommands take these over when they are made.
  program.exitOverride();
  addRun(program, finish);
  addReplay(program, finish);
  return program;
}

/** Runs the `correlator` command; answers its exit code: 0, 1 for an error, 2 for wrong usage. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let code = 0;
  try {
    await createCommandLine((finished) => {
      code = finished;
    }).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const stack = args.includes('--verbose') || process.env.DEBUG !== undefined;
    process.stderr.write(errorText(error, { stack }));
    return 1;
  }
}
