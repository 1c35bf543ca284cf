import type { Command } from 'commander';
import type { CaptureCommandOptions } from '../commands/capture.ts';
import { config, type Finish, set, timeSpan, verbose } from './options.ts';

const examples = `
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
    .addHelpText('after', examples)
    .action(async (options: CaptureCommandOptions) => {
      const { capture } = await import('../commands/capture.ts');
      finish(await capture(options));
    });
}
