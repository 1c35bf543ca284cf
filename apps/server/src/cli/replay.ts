import type { Command } from 'commander';
import type { ReplayOptions } from '../commands/replay-setup.ts';
import {
  config,
  type Finish,
  format,
  instant,
  programName,
  set,
  speed,
  verbose,
  wholeNumber,
  zoneName,
} from './options.ts';

const examples = `
Examples:
  correlator replay /var/log/auth.log              what sshd did: one line per event, statistics last
  correlator replay --quiet auth.log auth.log.1.gz only the statistics
  zcat auth.log.gz | correlator replay --json -    events as JSON, one object per line
  correlator replay --modules report,sshd --set modules.sshd.limit=3 auth.log
  docker logs ssh 2>&1 | correlator replay --program sshd -   messages without time, host and program
  correlator replay --config bastion.yaml old.log  the modules of a configuration; its inputs and listeners are not used
  correlator replay --speed 10x night.capture      what a run received, ten times as fast

Events go to standard output, messages about the run to standard error.`;

/** Adds `replay` to the command line. */
export function addReplay(program: Command, finish: Finish): void {
  program
    .command('replay')
    .summary('process files to their end and print the events')
    .description('Processes log files, plain or gzip, or captures to their end, and prints events and statistics.')
    .argument('<file...>', 'log files, - for standard input, or captures')
    .option('-m, --modules <names>', 'modules, joined by commas', (value) => value.split(',').filter(Boolean))
    .addOption(config())
    .addOption(set())
    .option('--json', 'events and statistics as JSON, one object per line')
    .option('-q, --quiet', 'statistics only')
    .option('--partitions <n>', 'partitions of the modules', wholeNumber(1, 1024))
    .option('--zone <name>', 'time zone of the entries that name none, such as Europe/Prague', zoneName)
    .option('--year <year>', 'year of the entries that name none', wholeNumber(1970, 9999))
    .addOption(format())
    .option('--program <name>', 'the program of lines that name none, also of those without any header', programName)
    .option('--from <time>', 'of captures, only what was received from then on', instant)
    .option('--to <time>', 'of captures, only what was received before', instant)
    .option('--speed <factor>', 'of captures, so many times as fast as received, such as 10x', speed)
    .addOption(verbose())
    .addHelpText('after', examples)
    .action(async (files: string[], options: ReplayOptions) => {
      const { replay } = await import('../commands/replay.ts');
      finish(await replay(files, options));
    });
}
