import type { Command } from 'commander';
import type { ExplainOptions } from '../commands/explain.ts';
import { config, type Finish, format, set, verbose, wholeNumber, zoneName } from './options.ts';

const examples = `
Examples:
  correlator explain /var/log/auth.log             each line: its parts, what modules read in it, and why
  journalctl -t sshd | correlator explain -
  correlator explain --json auth.log.1.gz | jq 'select(.readings.sshd.kind == "unknown")'
  correlator explain --program sshd messages.txt   messages without time, host and program

Each line is parsed and read as run would do it; nothing is counted, and no event comes of it. With --json there is
exactly one object for each line, in order:
  line      its number, from 1
  record    time, host, program, pid, facility, severity, message, structuredData and so on; null where it is none
  error     why it is none: reason, explanation, column, raw; null where it is a record
  readings  what each module reads in it, by name, without modules that do not want its program. Of sshd: kind,
            pattern, user, address (sure), claimed (an address that is not), port, method, outcome and so on;
            a message that it does not know has the kind "unknown"`;

/** Adds `explain` to the command line. */
export function addExplain(program: Command, finish: Finish): void {
  program
    .command('explain')
    .summary('show for each line how it was parsed and what modules read in it')
    .description('Shows for each line of a file, plain or gzip, how it was parsed and what modules read in it.')
    .argument('<file>', 'a file, or - for standard input')
    .option('-m, --modules <names>', 'modules, joined by commas', (value) => value.split(',').filter(Boolean))
    .addOption(config())
    .addOption(set())
    .option('--json', 'one JSON object per line')
    .option('--program <name>', 'read lines without a header as messages of this program')
    .option('--zone <name>', 'time zone of the entries that name none, such as Europe/Prague', zoneName)
    .option('--year <year>', 'year of the entries that name none', wholeNumber(1970, 9999))
    .addOption(format())
    .addOption(verbose())
    .addHelpText('after', examples)
    .action(async (file: string, options: ExplainOptions) => {
      const { explain } = await import('../commands/explain.ts');
      finish(await explain(file, options));
    });
}
