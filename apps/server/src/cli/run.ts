import type { Command } from 'commander';
import type { RunOptions } from '../commands/run.ts';
import { config, type Finish, set, verbose } from './options.ts';

const examples = `
Examples:
  correlator run                                   the correlator.config.* of this folder
  correlator run --config bastion.yaml             another configuration
  correlator run --set modules.sshd.limit=10       with one option changed
  correlator run --once                            to the end of the inputs, then stop
  correlator run --watch                           follow changes of the configuration, too

Signals: SIGHUP reloads the configuration, SIGUSR2 prints statistics; SIGINT and SIGTERM handle what was read, print statistics and end with 0; a second
one ends at once.`;

/** Adds `run` to the command line. */
export function addRun(program: Command, finish: Finish): void {
  program
    .command('run')
    .summary('read the inputs of a configuration and act on events')
    .description('Reads the inputs of a configuration, hands records to its modules and events to its listeners.')
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .addOption(set())
    .option('--once', 'read inputs to their end, then stop')
    .option('--watch', 'reload the configuration when its file has changed')
    .addOption(verbose())
    .addHelpText('after', examples)
    .action(async (options: RunOptions) => {
      const { run } = await import('../commands/run.ts');
      finish(await run(options));
    });
}
