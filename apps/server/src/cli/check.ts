import { type Command, Option } from 'commander';
import type { CheckOptions } from '../commands/check.ts';
import { config, type Finish, set, verbose } from './options.ts';

const examples = `
Examples:
  correlator check                                 the correlator.config.* of this folder
  correlator check --config bastion.yaml --strict  in CI: warnings fail too
  correlator check --set modules.sshd.limit=10     as it would be with an option changed
  correlator check --mermaid > wiring.mmd          a picture of what it would run

Nothing is started, read or changed. Warnings are about criteria that never hold, events that nobody dispatches, and
log files that are not there or cannot be read on this machine.

Exit codes: 0 it can be run, 1 it has errors (with --strict: or warnings), 2 wrong usage.`;

/** Adds `check` to the command line. */
export function addCheck(program: Command, finish: Finish): void {
  program
    .command('check')
    .summary('check a configuration and show what it would run')
    .description(
      'Checks a configuration, says all that is wrong with it, and shows who would read, process and handle what.',
    )
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .addOption(set())
    .option('--strict', 'end with 1 for warnings too')
    .addOption(new Option('--json', 'everything as one JSON object').conflicts('mermaid'))
    .option('--mermaid', 'only the picture of the wiring, as a Mermaid flowchart; messages go to standard error')
    .addOption(verbose())
    .addHelpText('after', examples)
    .action(async (options: CheckOptions) => {
      const { check } = await import('../commands/check.ts');
      finish(await check(options));
    });
}
