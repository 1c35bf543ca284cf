import { loadConfig, requireConfig } from '@correlator/config';
import type { DeadLetters, StoredDeadLetter } from '@correlator/core';
import { CorrelatorError, type EventJSON } from '@correlator/events';
import { isoTime } from '../text/event-text.ts';
import { columns, escapeControl, jsonText } from '../text/terminal.ts';

/** Options of `correlator dead-letters`. */
export interface DeadLetterOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly listener?: string;
  readonly json?: boolean;
}

async function openLetters({ config: path, set }: DeadLetterOptions): Promise<DeadLetters> {
  const loaded = await loadConfig({ path, set });
  const { store } = await requireConfig(loaded, { from: [import.meta.url], kinds: ['store'] });
  const letters = store?.manifest.deadLetters?.(store.options as never);
  if (letters !== undefined) return letters;
  const name = loaded.path ?? 'the configuration';
  const message = `${name} has no store that keeps dead letters; add one: store: { path: state.db }`;
  throw new CorrelatorError('NO_DEAD_LETTERS', message);
}

const eventOf = ({ event }: StoredDeadLetter): EventJSON => JSON.parse(event) as EventJSON;

function rowOf(letter: StoredDeadLetter): string[] {
  const { id, listener, at, error, resend } = letter;
  const { type, summary } = eventOf(letter);
  const state = resend ? 'to be sent again' : error;
  return [String(id), listener, isoTime(at), type, `${summary} (${state})`].map(escapeControl);
}

function textOf(letters: readonly StoredDeadLetter[]): string {
  if (letters.length === 0) return 'There are no dead letters.\n';
  return columns([['number', 'listener', 'since', 'event', ''], ...letters.map(rowOf)], 0);
}

function jsonOf(letters: readonly StoredDeadLetter[]): string {
  const list = letters.map((letter) => ({ ...letter, at: isoTime(letter.at), event: eventOf(letter) }));
  return jsonText(list);
}

/** Prints dead letters. */
export async function listDeadLetters(options: DeadLetterOptions): Promise<number> {
  const letters = await openLetters(options);
  try {
    const list = [...letters.list({ listener: options.listener })];
    process.stdout.write(options.json ? jsonOf(list) : textOf(list));
  } finally {
    letters.close();
  }
  return 0;
}

const done = { resend: 'sent again after the next checkpoint', remove: 'removed' } as const;

/** Sends dead letters again or removes them, and prints how many there were. */
export async function changeDeadLetters(
  change: keyof typeof done,
  ids: readonly number[],
  options: DeadLetterOptions,
): Promise<number> {
  const letters = await openLetters(options);
  try {
    const count = letters[change]({ listener: options.listener, ...(ids.length > 0 && { ids }) });
    const verb = change === 'resend' ? 'will be' : count === 1 ? 'was' : 'were';
    process.stdout.write(`${count} dead letter${count === 1 ? '' : 's'} ${verb} ${done[change]}.\n`);
  } finally {
    letters.close();
  }
  return 0;
}
