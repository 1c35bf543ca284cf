import type { Command } from 'commander';
import type { BlocksOptions } from '../commands/blocks.ts';
import { config, type Finish, set, verbose } from './options.ts';

const examples = `
Examples:
  correlator blocks --config bastion.yaml              who is blocked, until when, and for what
  correlator blocks --config bastion.yaml --json       the same for programs
  correlator unblock 203.0.113.9 --config bastion.yaml let one back in

Exit codes: 0 all went well, 1 an error, 2 wrong usage.`;

const listener = ['--listener <name>', 'the firewall listener, where the configuration has several'] as const;

/** Adds `blocks` to the command line. */
export function addBlocks(program: Command, finish: Finish): void {
  program
    .command('blocks')
    .summary('show who is blocked')
    .description('Shows whom the firewall listener of a configuration blocks, until when, and for what.')
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .addOption(set())
    .option(...listener)
    .option('--json', 'as a JSON array')
    .addOption(verbose())
    .addHelpText('after', examples)
    .action(async (options: BlocksOptions) => {
      const { blocks } = await import('../commands/blocks.ts');
      finish(await blocks(options));
    });
}

/** Adds `unblock` to the command line. */
export function addUnblock(program: Command, finish: Finish): void {
  program
    .command('unblock')
    .summary('let somebody back in')
    .description('Ends the block of an address or network, and forgets its offences. A server that runs notices it.')
    .argument('<address>', 'the address, or its network')
    .addOption(config().default(undefined, 'correlator.config.* in this folder'))
    .addOption(set())
    .option(...listener)
    .option('--json', 'the block that was ended, as JSON')
    .addOption(verbose())
    .addHelpText('after', examples)
    .action(async (address: string, options: BlocksOptions) => {
      const { unblockAddress } = await import('../commands/blocks.ts');
      finish(await unblockAddress(address, options));
    });
}
