import type { Writable } from 'node:stream';
import type { Listener } from '@correlator/core';
import type { Event } from '@correlator/events';
import { createOutput } from './output.ts';
import { statisticsReason, statisticsTable } from './statistics.ts';

/** Prints statistics as tables, those at the end and those asked for; midnight's are for the listeners alone. */
export function createStatisticsPrinter(stream: Writable): Listener {
  const output = createOutput(stream, () => {});
  const isWanted = (event: Event): boolean => ['end', 'request'].includes(statisticsReason(event) ?? '');
  return {
    name: 'statistics printer',
    criteria: { where: isWanted },
    handle: (event) => output.write(statisticsTable(event)),
  };
}
