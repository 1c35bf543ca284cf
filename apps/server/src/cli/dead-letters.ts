import type { Command } from 'commander';
import type { DeadLetterOptions } from '../commands/dead-letters.ts';
import { config, type Finish, set, verbose, wholeNumber } from './options.ts';

const examples = `
Examples:
  correlator dead-letters --config bastion.yaml                 what no listener could handle, and why
  correlator dead-letters --config bastion.yaml --json          the same for programs, events and all
  correlator dead-letters resend 7 8 --config bastion.yaml      try two again
  correlator dead-letters resend --listener mail -c bastion.yaml  all of one listener

A server that runs sends them again after its next checkpoint, otherwise the next one does. An event that fails again is a
dead letter again.

Exit codes: 0 all went well, 1 an error, 2 wrong usage.`;

const number = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const numbers = (value: string, before: readonly number[] = []): number[] => [...before, number(value)];

function adding(command: Command): Command {
  return command
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .addOption(set())
    .option('--listener <name>', 'of this listener only')
    .addOption(verbose());
}

function addChange(letters: Command, finish: Finish, name: 'resend' | 'remove', does: string): void {
  adding(letters.command(name))
    .summary(does)
    .description(`${does[0]?.toUpperCase()}${does.slice(1)}: those with these numbers, or all.`)
    .argument('[number...]', 'their numbers in the list', numbers)
    .action(async (ids: readonly number[], options: DeadLetterOptions) => {
      const { changeDeadLetters } = await import('../commands/dead-letters.ts');
      finish(await changeDeadLetters(name, ids, options));
    });
}

/** Adds `dead-letters` to the command line. */
export function addDeadLetters(program: Command, finish: Finish): void {
  const letters = program
    .command('dead-letters')
    .summary('show what listeners could not handle, and send it again')
    .description('Shows the events that listeners could not handle, sends them again, or removes them.')
    .addHelpText('after', examples);
  adding(letters.command('list', { isDefault: true }))
    .summary('show them')
    .description('Shows the dead letters in the store of a configuration.')
    .option('--json', 'as a JSON array, with the events')
    .action(async (options: DeadLetterOptions) => {
      const { listDeadLetters } = await import('../commands/dead-letters.ts');
      finish(await listDeadLetters(options));
    });
  addChange(letters, finish, 'resend', 'send them again');
  addChange(letters, finish, 'remove', 'remove them for good');
}
