import { CorrelatorError } from '@correlator/events';
import type { Backend, Entry } from './backend.ts';
import type { FirewallSettings } from './options.ts';
import { runCommand } from './run-command.ts';

/** The command for one block. What is put in is an address, a network or a number: nothing that could be an option. */
function filledIn(words: readonly string[], { network, address, remainingMs }: Entry): string[] {
  const seconds = String(Math.max(1, Math.ceil(remainingMs / 1_000)));
  const values: Readonly<Record<string, string>> = { network, address, seconds };
  return words.map((word) => word.replace(/\{(network|address|seconds)\}/g, (_, name: string) => values[name] ?? ''));
}

/** Blocks by any command, one call for each source. */
export class CommandBackend implements Backend {
  readonly endsBlocks = false;
  readonly settings: FirewallSettings;

  /** Throws `OPTIONS_INVALID` where there is no command. */
  constructor(settings: FirewallSettings) {
    for (const option of ['block', 'unblock'] as const) {
      if (settings[option].length > 0) continue;
      const fix = `give it as a list of words, such as [/usr/local/bin/${option}, '{network}']`;
      throw new CorrelatorError('OPTIONS_INVALID', `backend 'command' wants the option '${option}': ${fix}`);
    }
    this.settings = settings;
  }

  /** The command is trusted to have kept what it blocked; what is to be blocked is told it again. */
  start(entries: readonly Entry[]): Promise<void> {
    return this.block(entries);
  }

  async block(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) await runCommand(filledIn(this.settings.block, entry));
  }

  async unblock(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) await runCommand(filledIn(this.settings.unblock, entry));
  }

  list(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}
