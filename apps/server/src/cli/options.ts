import { InvalidArgumentError, Option } from 'commander';

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** For an option whose value is a whole number of these. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** `--config FILE`. */
export const config = () =>
  new Option('-c, --config <file>', 'the configuration: .ts, .mts, .js, .mjs, .yaml, .yml or .json');

/** `--set PATH=VALUE`, as often as needed. */
export const set = () =>
  new Option('-s, --set <path=value>', 'change an option, such as modules.sshd.limit=10').argParser(collect);

/** `--verbose`. */
export const verbose = () => new Option('--verbose', 'errors with their stacks');

/** Called with the exit code of a command that has ended. */
export type Finish = (code: number) => void;
