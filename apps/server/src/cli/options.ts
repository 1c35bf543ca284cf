/** The command line: arguments and options of each command. */

/**
 * Room `cli`: the arguments of the commands. It imports `commands`, each when it is called; only `command-line.ts`
 * imports `cli`.
 */

import { messageOf, parseDuration, timeZone } from '@correlator/events';
import { isProgramName } from '@correlator/syslog';
import { InvalidArgumentError, Option } from 'commander';

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Returns a parser of whole numbers between two bounds, both included. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** Parses a duration, such as `10m`, into milliseconds. */
export function timeSpan(value: string): number {
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('Give a duration, such as 30s or 10m.');
}

/** Parses a time into milliseconds since 1970 UTC. A time without a zone is UTC. */
export function instant(value: string): number {
  const written = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(value);
  const ms =
    written === null ? Number.NaN : Date.parse(written[1] === undefined ? `${value.replace(' ', 'T')}Z` : value);
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError('Give a time, such as 2026-11-25T10:00:00Z.');
}

/** Parses the name of a time zone. */
export function zoneName(value: string): string {
  try {
    return timeZone(value).name;
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

/** Parses a text, or a regular expression between slashes, into a predicate of texts. */
export function matcher(value: string): (text: string) => boolean {
  const [, source, flags = ''] = /^\/(.+)\/([imsu]*)$/s.exec(value) ?? [];
  if (source === undefined) return (text) => text.includes(value);
  try {
    const expression = new RegExp(source, flags);
    return (text) => expression.test(text);
  } catch (error) {
    throw new InvalidArgumentError(
      `${(error as Error).message}. Mend it, or leave the slashes out to look for the text.`,
    );
  }
}

/** Parses a factor of speed, such as `10x`. */
export function speed(value: string): number {
  const factor = Number(value.replace(/x$/, ''));
  if (factor > 0 && Number.isFinite(factor)) return factor;
  throw new InvalidArgumentError('Give how many times as fast, such as 1x or 10x.');
}

/** Returns the option `--config FILE`. */
export const config = () =>
  new Option('-c, --config <file>', 'the configuration: .ts, .mts, .js, .mjs, .yaml, .yml or .json');

/** Returns the option `--format FORMAT`. */
export const format = () =>
  new Option('--format <format>', 'how entries are written').choices(['auto', 'rfc3164', 'iso', 'rfc5424', 'journald']);

/** Parses the name of a program. */
export function programName(value: string): string {
  if (isProgramName(value)) return value;
  throw new InvalidArgumentError('Give the name of a program, such as sshd: one word without brackets.');
}

/** Returns the option `--set PATH=VALUE`, which may be given several times. */
export const set = () =>
  new Option('-s, --set <path=value>', 'change an option, such as modules.sshd.limit=10').argParser(collect);

/** Returns the option `--verbose`. */
export const verbose = () => new Option('--verbose', 'errors with their stacks');

/** A function that takes the exit code of a command that has ended. */
export type Finish = (code: number) => void;
