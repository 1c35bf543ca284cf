import { sshd, sshdFloor } from '../cases/contenders.ts';
import { barChart } from '../charts/bars.ts';
import { expectedOf } from '../log/expected.ts';
import { type Contender, type Figures, mistakes } from '../measure/contender.ts';
import type { Progress } from '../measure/progress.ts';
import { type Runs, runRounds } from '../measure/rounds.ts';
import { type Spread, spread } from '../measure/summary.ts';
import { installedPeers } from '../peers/peers.ts';
import { cell, megabytes, millions, ratio, rounds as roundsText, table, whole } from './markdown.ts';
import { writeSection } from './results.ts';

export interface PeersOptions {
  readonly lines: number;
  readonly rounds: number;
  readonly progress: Progress;
}

/** Somebody who does the job, and on how many lines. */
interface Entrant {
  readonly contender: Contender;
  readonly lines: number;
  readonly does: string;
}

interface Result extends Entrant {
  readonly linesPerSecond: Spread;
  /** µs */
  readonly cpuPerLine: Spread;
  readonly peakBytes: Spread;
  readonly found: Figures;
  readonly mistake: string | undefined;
}

const correlatorName = 'Correlator';

function entrantsFor(lines: number): Entrant[] {
  const peers = installedPeers().map(({ peer, contender }) => {
    return { contender, lines: Math.min(lines, peer.mostLines ?? lines), does: peer.does };
  });
  return [
    { contender: { ...sshd, name: correlatorName }, lines, does: 'The whole job, with sessions, days and PAM.' },
    { contender: { ...sshdFloor, name: 'hand-written loop' }, lines, does: 'The core of the job, for Node.js.' },
    ...peers,
  ];
}

async function resultOf({ runs }: Runs, entrant: Entrant): Promise<Result> {
  const { lines } = entrant;
  const expected = await expectedOf(lines);
  const found = runs.at(-1)?.found ?? {};
  return {
    ...entrant,
    linesPerSecond: spread(runs.map(({ wallMs }) => (lines / wallMs) * 1000)),
    cpuPerLine: spread(runs.map(({ cpuMs }) => (cpuMs * 1000) / lines)),
    peakBytes: spread(runs.map(({ peakBytes }) => peakBytes)),
    found,
    mistake: runs.map((run) => mistakes(run.found, expected)).find((each) => each !== undefined),
  };
}

/** In turns, those of equal logs together. */
async function measureAll(entrants: readonly Entrant[], options: PeersOptions): Promise<Result[]> {
  const results: Result[] = [];
  for (const lines of new Set(entrants.map((entrant) => entrant.lines))) {
    const equal = entrants.filter((entrant) => entrant.lines === lines);
    const contenders = equal.map(({ contender }) => contender);
    const all = await runRounds(contenders, { ...options, lines, whenWrong: () => {} });
    for (const [index, runs] of all.entries()) {
      const entrant = equal[index];
      if (entrant !== undefined) results.push(await resultOf(runs, entrant));
    }
  }
  return results.sort((a, b) => b.linesPerSecond.median - a.linesPerSecond.median);
}

/** How many times as fast Correlator is, and how many times its CPU time a peer takes. */
function againstCorrelator({ linesPerSecond, cpuPerLine }: Result, correlator: Result): string[] {
  return [
    ratio(correlator.linesPerSecond.median / linesPerSecond.median),
    ratio(cpuPerLine.median / correlator.cpuPerLine.median),
  ];
}

function resultTable(results: readonly Result[], correlator: Result): string {
  const head = [
    '',
    'lines',
    'lines/s',
    'CPU, µs per line',
    'peak memory, MB',
    "Correlator's rate ÷ its",
    "its CPU ÷ Correlator's",
  ];
  const rows = results.map((result) => {
    const { contender, lines, linesPerSecond, cpuPerLine, peakBytes } = result;
    return [
      contender.name,
      whole(lines),
      cell(linesPerSecond, whole),
      cell(cpuPerLine, (each) => each.toFixed(2)),
      cell(peakBytes, megabytes),
      ...againstCorrelator(result, correlator),
    ];
  });
  return table(head, rows);
}

function foundTable(results: readonly Result[]): string {
  const rows = results.map(({ contender, found, mistake, does }) => [
    contender.name,
    does,
    Object.entries(found)
      .map(([name, count]) => `${name} ${whole(count)}`)
      .join(', '),
    mistake === undefined ? 'right' : `WRONG: ${mistake}`,
  ]);
  const [head = '', ruler = '', ...body] = table(['', 'what it does', 'what it found', 'is'], rows).split('\n');
  return [head, ruler.replaceAll('---:', '---'), ...body].join('\n');
}

function chartOf(results: readonly Result[], { lines, rounds }: PeersOptions, correlator: Result): string {
  return barChart({
    title: 'The same log, other programs',
    explanation: [
      `Lines per second, whole processes, median of ${roundsText(rounds)} on ${whole(lines)} lines`,
      'or as many as said. Some do only a part of the job: see the table.',
      'Correlator 2 ×: it is twice as fast as that one.',
    ],
    groups: [
      {
        title: 'Sources with five failures in five minutes',
        bars: results.map(({ contender: { name }, lines: given, linesPerSecond: { min, median, max } }) => {
          const isBase = name !== correlatorName;
          const times = (correlator.linesPerSecond.median / median).toPrecision(2);
          return {
            label: given === lines ? name : `${name} (${whole(given)} lines)`,
            value: median,
            min,
            max,
            note: isBase ? `${millions(median)} M/s; Correlator ${Number(times)} ×` : `${millions(median)} M/s`,
            isBase,
          };
        }),
      },
    ],
  });
}

/** Measures the peers there are beside the loop and the sshd module; false where one found something wrong. */
export async function measurePeers(options: PeersOptions): Promise<boolean> {
  const results = await measureAll(entrantsFor(options.lines), options);
  const correlator = results.find(({ contender }) => contender.name === correlatorName);
  if (correlator === undefined) throw new Error('Correlator itself was not run');
  const { rounds } = options;
  writeSection({
    name: 'peers',
    title: 'Peers',
    text: [
      `Medians of ${roundsText(rounds)} in turns, with the least and the most in brackets. Slow ones get a short log; rates are`,
      'per line of what each was given. What each found was compared with counts made independently.\n',
      resultTable(results, correlator),
      foundTable(results),
    ].join('\n'),
    charts: { peers: chartOf(results, options, correlator) },
  });
  return results.every(({ mistake }) => mistake === undefined);
}
