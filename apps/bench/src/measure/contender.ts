import { execPath } from 'node:process';
import type { Expected } from '../log/expected.ts';

/** A program to run, and what it is given. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What a run is given. */
export interface Job {
  /** The path of the log. */
  readonly log: string;
  /** A folder for what the run writes; removed after it. */
  readonly folder: string;
}

/** What somebody found in a log, by the names of what there is to be found. */
export type Figures = Partial<Record<keyof Expected, number>>;

/** Something to measure, as a whole process. */
export interface Contender {
  readonly name: string;
  command(job: Job): Command;
  /** What it found, by what it printed or wrote. */
  found(output: string, job: Job): Figures;
}

/** A program for the Node.js that the benchmark itself runs on. */
export function node(...args: readonly string[]): Command {
  return { program: execPath, args };
}

/** What was found wrongly, in words; undefined where everything is right. */
export function mistakes(found: Figures, expected: Figures): string | undefined {
  const names = Object.keys(found) as (keyof Figures)[];
  const wrong = names.filter((name) => found[name] !== expected[name]);
  if (names.length > 0 && wrong.length === 0) return undefined;
  return wrong.map((name) => `${name} ${found[name]} instead of ${expected[name]}`).join(', ') || 'nothing';
}
