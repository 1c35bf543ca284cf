import { fileURLToPath } from 'node:url';
import { type Contender, type Job, node } from '../measure/contender.ts';
import { floorRowFigures, printedFigures, reportFigures, rowFigures, sshdFigures } from './found.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const server = path('../../../server/dist/main.js');

/** Reads and splits, nothing else. */
export const splitFloor: Contender = {
  name: 'by hand: read and split into lines',
  command: ({ log }) => node(path('../floors/split.mjs'), log),
  found: printedFigures('lines'),
};

/** A record for each line, and counts by program. */
export const recordsFloor: Contender = {
  name: 'by hand: a record of each line',
  command: ({ log }) => node(path('../floors/records.mjs'), log),
  found: printedFigures('lines', 'sshd'),
};

/** The core of the job. */
export const sshdFloor: Contender = {
  name: 'by hand: records, sshd, window',
  command: ({ log }) => node(path('../floors/sshd.mjs'), log),
  found: printedFigures('lines', 'accepted', 'failed', 'invalidUsers', 'exceeded'),
};

/** The core of the job, with rows. */
export const rowsFloor: Contender = {
  name: 'by hand: the same, and rows written',
  command: ({ log, folder }) => node(path('../floors/sshd.mjs'), log, folder),
  found: floorRowFigures,
};

/** The file input with its parser, without engine and modules. */
export const parsing: Contender = {
  name: 'input-file with syslog',
  command: ({ log }) => node(path('parse.mjs'), log),
  found: printedFigures('lines', 'sshd'),
};

const replayed = ({ log }: Job, ...options: readonly string[]) =>
  node(server, 'replay', log, ...options, '--quiet', '--json');

export const report: Contender = {
  name: 'replay --modules report',
  command: (job) => replayed(job, '--modules', 'report'),
  found: reportFigures,
};

export const sshd: Contender = {
  name: 'replay --modules sshd',
  command: (job) => replayed(job, '--modules', 'sshd'),
  found: sshdFigures,
};

/** The sshd module with the CSV listener. */
export const csv: Contender = {
  name: 'run --once: sshd, CSV listener',
  command: ({ log, folder }) => {
    const { program, args } = node(server, 'run', '--once', '--config', path('csv.config.ts'));
    return { program, args, env: { BENCH_LOG: log, BENCH_ROWS: folder } };
  },
  found: rowFigures,
};

function withModules(name: string, count: number, records: 'none' | 'all'): Contender {
  const env = { BENCH_MODULES: String(count), BENCH_RECORDS: records };
  return {
    name,
    command: (job) => ({ ...replayed(job, '--config', path('modules.config.ts')), env }),
    found: sshdFigures,
  };
}

export const tenModules = withModules('sshd, 10 modules for other programs', 10, 'none');
export const thousandModules = withModules('sshd, 1,000 modules for other programs', 1000, 'none');
export const tenForAll = withModules('sshd, 10 modules for every record', 10, 'all');
