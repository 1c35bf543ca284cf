import { CorrelatorError } from '@correlator/events';
import type { Backend, Entry } from './backend.ts';
import type { FirewallSettings } from './options.ts';
import { runCommand } from './run-command.ts';

/** Returns the command for one block. What is put in is an address, a network or a number: nothing that could be an option. */
function filledIn(words: readonly string[], { network, address, remainingMs }: Entry): string[] {
  const seconds = String(Math.max(1, Math.ceil(remainingMs / 1_000)));
  const values: Readonly<Record<string, string>> = { network, address, seconds };
  return words.map((word) => word.replace(/\{(network|address|seconds)\}/g, (_, name: string) => values[name] ?? ''));
}

/** A backend that blocks by any command, one call for each source. */
export class CommandBackend implements Backend {
  readonly endsBlocks = false;
  readonly settings: FirewallSettings;
  /** The networks that it has blocked: who is blocked for longer is not blocked twice. */
  readonly blocked = new Set<string>();

  /** Throws `OPTIONS_INVALID` if there is no command. */
  constructor(settings: FirewallSettings) {
    for (const option of ['block', 'unblock'] as const) {
      if (settings[option].length > 0) continue;
      const fix = `give it as a list of words, such as [/usr/local/bin/${option}, '{network}']`;
      throw new CorrelatorError('OPTIONS_INVALID', `backend 'command' wants the option '${option}': ${fix}`);
    }
    this.settings = settings;
  }

  /**
   * Blocks anew. Nobody knows what is left of an earlier run: each is unblocked, however that ends, before it is blocked again.
   */
  async start(entries: readonly Entry[], gone: readonly Entry[]): Promise<void> {
    for (const entry of [...entries, ...gone]) await this.undo(entry).catch(() => {});
    await this.block(entries);
  }

  async block(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      if (this.blocked.has(entry.network)) continue;
      await runCommand(filledIn(this.settings.block, entry));
      this.blocked.add(entry.network);
    }
  }

  async unblock(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) await this.undo(entry);
  }

  async undo(entry: Entry): Promise<void> {
    await runCommand(filledIn(this.settings.unblock, entry));
    this.blocked.delete(entry.network);
  }

  list(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  remove(entries: readonly Entry[]): Promise<void> {
    return this.unblock(entries);
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}
