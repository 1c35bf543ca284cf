import type { Contender } from '../measure/contender.ts';
import * as all from './contenders.ts';

/** What contenders are compared with. */
export interface Base {
  readonly contender: Contender;
  /** What it is called in the heads of tables. */
  readonly name: string;
}

/** Contenders that do one job. */
export interface Comparison {
  readonly name: 'parsing' | 'report' | 'sshd' | 'csv' | 'modules';
  readonly title: string;
  /** The first is the one of the chart. */
  readonly bases: readonly [Base, ...Base[]];
  readonly contenders: readonly Contender[];
}

/** All there are, in the order of the report. */
export const comparisons: readonly Comparison[] = [
  {
    name: 'parsing',
    title: 'Parsing alone',
    bases: [{ contender: all.splitFloor, name: 'splitting' }],
    contenders: [all.splitFloor, all.recordsFloor, all.parsing],
  },
  {
    name: 'report',
    title: 'Report: a notice of every record',
    bases: [{ contender: all.recordsFloor, name: 'the floor' }],
    contenders: [all.recordsFloor, all.report],
  },
  {
    name: 'sshd',
    title: 'sshd: sources with five failures in five minutes',
    bases: [{ contender: all.sshdFloor, name: 'the floor' }],
    contenders: [all.sshdFloor, all.sshd],
  },
  {
    name: 'csv',
    title: 'sshd, and a row for each event',
    bases: [{ contender: all.rowsFloor, name: 'the floor' }],
    contenders: [all.rowsFloor, all.csv],
  },
  {
    name: 'modules',
    title: 'sshd beside other modules',
    bases: [
      { contender: all.sshd, name: 'sshd alone' },
      { contender: all.sshdFloor, name: 'the floor' },
    ],
    contenders: [all.sshd, all.tenModules, all.thousandModules, all.tenForAll],
  },
];

/** Every contender of comparisons once, in order. */
export function contendersOf(chosen: readonly Comparison[]): Contender[] {
  return [
    ...new Set(chosen.flatMap(({ bases, contenders }) => [...bases.map(({ contender }) => contender), ...contenders])),
  ];
}

const floors: readonly Contender[] = [all.splitFloor, all.recordsFloor, all.sshdFloor, all.rowsFloor];

/** Whether it was written by hand, to be compared with. */
export const isFloor = (contender: Contender): boolean => floors.includes(contender);
