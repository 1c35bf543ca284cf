import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addBlocks, addUnblock } from './cli/blocks.ts';
import { addCapture, addCaptures } from './cli/captures.ts';
import { addCheck } from './cli/check.ts';
import { addDeadLetters } from './cli/dead-letters.ts';
import { addExplain } from './cli/explain.ts';
import { addList } from './cli/list.ts';
import type { Finish } from './cli/options.ts';
import { addReplay } from './cli/replay.ts';
import { addRun } from './cli/run.ts';
import { errorText } from './text/messages.ts';

const examples = `
Examples:
  correlator run --config correlator.config.yaml   watch logs as a configuration says
  correlator replay /var/log/auth.log              process files to their end
  correlator explain /var/log/auth.log             see what became of each line, and why
  correlator check --config bastion.yaml           say what is wrong with a configuration, and what it would run
  correlator modules sshd                          the options and events of a module

Exit codes: 0 all went well, 1 an error (standard error says which, and how to mend it), 2 wrong usage.`;

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function createCommandLine(finish: Finish): Command {
  const program = new Command('correlator')
    .description('Reads log records, correlates them, and acts on the events.')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand(false)
    .showHelpAfterError('(correlator --help says more)')
    .addHelpText('after', examples)
    .configureHelp({ showGlobalOptions: false });
  // A subcommand inherits these settings at the moment when it is made.
  program.exitOverride();
  addRun(program, finish);
  addReplay(program, finish);
  addCapture(program, finish);
  addCaptures(program, finish);
  addExplain(program, finish);
  addCheck(program, finish);
  for (const kind of ['module', 'listener', 'input', 'store'] as const) addList(program, finish, kind);
  addBlocks(program, finish);
  addUnblock(program, finish);
  addDeadLetters(program, finish);
  return program;
}

/** Runs the `correlator` command and returns its exit code: 0, 1 for an error, 2 for wrong usage. */
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
