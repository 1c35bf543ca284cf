import type { Kind } from '@correlator/config';
import type { Command } from 'commander';
import type { ListOptions } from '../commands/list.ts';
import { config, type Finish, verbose } from './options.ts';

const samples: Readonly<Record<Kind, string>> = { module: 'sshd', listener: 'csv', input: 'file', store: 'sqlite' };

const examples = (kind: Kind): string => {
  const command = `correlator ${kind}s`;
  return `
Examples:
  ${command.padEnd(34)} all that are installed, with options and events
  ${`${command} ${samples[kind]}`.padEnd(34)} one in full
  ${`${command} ./my-${kind}.ts`.padEnd(34)} one that is a file
  ${`${command} --json`.padEnd(34)} the same for programs

Installed are packages called correlator-${kind}-… or @correlator/${kind}-…, beside the configuration or the server.`;
};

/** Adds `modules`, `listeners`, `inputs` or `stores` to the command line. */
export function addList(program: Command, finish: Finish, kind: Kind): void {
  program
    .command(`${kind}s`)
    .summary(`list the ${kind}s that are installed`)
    .description(`Lists the ${kind}s that a configuration can name, with their options, defaults and events.`)
    .argument('[name]', `one of them: its name, its package, or the path of a file`)
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .option('--json', 'as a JSON array')
    .addOption(verbose())
    .addHelpText('after', examples(kind))
    .action(async (name: string | undefined, options: ListOptions) => {
      const { list } = await import('../commands/list.ts');
      finish(await list(kind, name, options));
    });
}
