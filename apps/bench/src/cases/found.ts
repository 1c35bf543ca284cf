import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures, Job } from '../measure/contender.ts';

interface PrintedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, number | string>>;
}

/** The figures that a floor printed, by the names that are asked for. */
export function printedFigures(...names: readonly (keyof Figures)[]): (output: string) => Figures {
  return (output) => {
    const totals = JSON.parse(output) as Figures;
    return Object.fromEntries(names.map((name) => [name, totals[name]]));
  };
}

function eventsIn(output: string): PrintedEvent[] {
  const lines = output.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as PrintedEvent);
}

const figure = (event: PrintedEvent | undefined, name: string): number => Number(event?.data[name]);

/** What `replay` with the sshd module says at its end. */
export function sshdFigures(output: string): Figures {
  const events = eventsIn(output);
  const [ledger, totals, day] = ['engine.ledger', 'sshd.statistics', 'sshd.daily-statistics'].map((type) =>
    // Those of midnight come before those of the end.
    events.findLast((event) => event.type === type),
  );
  const oneDay = events.filter(({ type }) => type === 'sshd.daily-statistics').length === 1;
  return {
    lines: figure(ledger, 'processed'),
    accepted: figure(totals, 'succeeded'),
    attempts: figure(totals, 'attempts'),
    attemptsExceeded: figure(totals, 'exceeded'),
    ...(oneDay && { attemptSources: figure(day, 'sourcesExceeded') }),
  };
}

/** What `replay` with the module Report says at its end. */
export function reportFigures(output: string): Figures {
  const events = eventsIn(output);
  const sshd = events.find(({ type, data }) => type === 'report.program' && data.program === 'sshd');
  const all = events.find(({ type }) => type === 'report.statistics');
  return { lines: figure(all, 'records'), sshd: figure(sshd, 'records') };
}

/** Rows of a file, its header apart. None of the texts holds a line end. */
function rowsOf(folder: string, name: string): string[] {
  const path = join(folder, `${name}.csv`);
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(1) : [];
}

/** The rows that the floor wrote. */
export function floorRowFigures(output: string, { folder }: Job): Figures {
  return {
    ...printedFigures('lines', 'failed')(output),
    accepted: rowsOf(folder, 'accepted').length,
    exceeded: rowsOf(folder, 'exceeded').length,
  };
}

/** The rows that the CSV listener wrote. */
export function rowFigures(_output: string, { folder }: Job): Figures {
  const ledger = rowsOf(folder, 'engine.ledger').at(-1)?.split(',') ?? [];
  return {
    // Behind the common columns, the input and what was read.
    lines: Number(ledger[6]),
    accepted: rowsOf(folder, 'sshd.login-succeeded').length,
    attemptsExceeded: rowsOf(folder, 'sshd.login-tries-exceeded').length,
  };
}
