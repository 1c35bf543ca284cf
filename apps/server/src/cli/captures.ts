import type { Command } from 'commander';
import type {
  CaptureCommandOptions,
  FilterOptions,
  ListCapturesOptions,
  RewriteOptions,
} from '../commands/captures.ts';
import { config, type Finish, instant, matcher, set, timeSpan, verbose } from './options.ts';

const examples = `
Examples:
  correlator captures list *.capture               what is in them
  correlator captures cut night.capture -o attack.capture --from 2026-11-25T03:10Z --to 2026-11-25T03:20Z
  correlator captures filter night.capture -o sshd.capture --program sshd,sshd-session --host web01
  correlator captures filter night.capture -o one.capture --match 203.0.113.9

Times are those of receipt; without a zone they are UTC. Files of one capture (live.capture, live-2.capture …) are given in
order. What is written is a capture again: ticks are kept, and so are the ids of events.`;

const names = (value: string) => value.split(',').filter(Boolean);

function addListing(captures: Command, finish: Finish): void {
  captures
    .command('list', { isDefault: true })
    .summary('show what is in captures')
    .description('Shows the runs in captures: when, what inputs, how much, and what is damaged.')
    .argument('<file...>', 'captures')
    .option('--json', 'as a JSON array')
    .addOption(verbose())
    .action(async (files: string[], options: ListCapturesOptions) => {
      const { listCaptures } = await import('../commands/captures.ts');
      finish(await listCaptures(files, options));
    });
}

/** Adds a command that writes a part of captures to a new one. */
function rewriting(captures: Command, name: string): Command {
  return captures
    .command(name)
    .argument('<file...>', 'captures')
    .requiredOption('-o, --output <file>', 'the capture to write; it must not be there')
    .option('--from <time>', 'only what was received from then on', instant)
    .option('--to <time>', 'only what was received before', instant)
    .addOption(verbose());
}

/** Adds `captures` to the command line. */
export function addCaptures(program: Command, finish: Finish): void {
  const captures = program
    .command('captures')
    .summary('list captures, cut and filter them')
    .description('Lists captures, cuts and filters them.')
    .addHelpText('after', examples);
  addListing(captures, finish);
  rewriting(captures, 'cut')
    .summary('write a part of captures')
    .description('Writes what was received from and to a time to a new capture.')
    .action(async (files: string[], options: RewriteOptions) => {
      const { rewriteCaptures } = await import('../commands/captures.ts');
      finish(await rewriteCaptures(files, options));
    });
  rewriting(captures, 'filter')
    .summary('write some records of captures')
    .description('Writes the records for which all that is given holds to a new capture.')
    .option('--program <names>', 'of these programs, joined by commas', names)
    .option('--host <names>', 'of these hosts', names)
    .option('--sender <addresses>', 'received from these addresses', names)
    .option('--input <names>', 'of these inputs', names)
    .option('--match <text>', 'whose entry contains this text, or matches /this expression/', matcher)
    .action(async (files: string[], options: FilterOptions) => {
      const { rewriteCaptures } = await import('../commands/captures.ts');
      finish(await rewriteCaptures(files, options));
    });
}

const capturing = `
Examples:
  correlator capture --config bastion.yaml -o bastion.capture     until Ctrl-C
  correlator capture -o night.capture --for 8h                    the correlator.config.* of this folder
  correlator replay --config bastion.yaml bastion.capture         what comes of it

Only the inputs of the configuration are used. A capture that is there is gone on with. To capture beside modules
and listeners, add the module to the configuration: modules: { capture: { path: bastion.capture } }`;

/** Adds `capture` to the command line. */
export function addCapture(program: Command, finish: Finish): void {
  program
    .command('capture')
    .summary('write what inputs receive to a file that can be replayed')
    .description('Writes what the inputs of a configuration receive to a capture, and processes none of it.')
    .requiredOption('-o, --output <file>', 'the capture')
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .addOption(set())
    .option('--for <duration>', 'stop after so long, such as 10m', timeSpan)
    .addOption(verbose())
    .addHelpText('after', capturing)
    .action(async (options: CaptureCommandOptions) => {
      const { capture } = await import('../commands/captures.ts');
      finish(await capture(options));
    });
}
