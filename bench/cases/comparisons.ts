import type { Contender } from '../measure/contender.ts';
import * as all from './contenders.ts';

/** Contenders that do one job. */
export interface Comparison {
  readonly name: 'parsing' | 'report' | 'sshd' | 'csv' | 'modules';
  readonly title: string;
  /** What the others are compared with. */
  readonly base: Contender;
  /** What `base` is in the heads of tables. */
  readonly baseName: string;
  readonly contenders: readonly Contender[];
}

/** All there are, in the order of the report. */
export const comparisons: readonly Comparison[] = [
  {
    name: 'parsing',
    title: 'Parsing alone',
    base: all.splitFloor,
    baseName: 'splitting',
    contenders: [all.splitFloor, all.recordsFloor, all.parsing],
  },
  {
    name: 'report',
    title: 'Report: a notice of every record',
    base: all.recordsFloor,
    baseName: 'the floor',
    contenders: [all.recordsFloor, all.report],
  },
  {
    name: 'sshd',
    title: 'sshd: sources with five failures in five minutes',
    base: all.sshdFloor,
    baseName: 'the floor',
    contenders: [all.sshdFloor, all.sshd],
  },
  {
    name: 'csv',
    title: 'sshd, and a row for each event',
    base: all.rowsFloor,
    baseName: 'the floor',
    contenders: [all.rowsFloor, all.csv],
  },
  {
    name: 'modules',
    title: 'sshd beside other modules',
    base: all.sshd,
    baseName: 'sshd alone',
    contenders: [all.sshd, all.tenModules, all.thousandModules, all.tenForAll],
  },
];

/** Every contender of comparisons once, in order. */
export function contendersOf(chosen: readonly Comparison[]): Contender[] {
  return [...new Set(chosen.flatMap(({ base, contenders }) => [base, ...contenders]))];
}

const floors: readonly Contender[] = [all.splitFloor, all.recordsFloor, all.sshdFloor, all.rowsFloor];

/** Whether it was written by hand, to be compared with. */
export const isFloor = (contender: Contender): boolean => floors.includes(contender);
