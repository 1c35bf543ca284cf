import type { Writable } from 'node:stream';
import type { Listener } from '@correlator/core';
import type { Event } from '@correlator/events';
import { createOutput } from './output.ts';
import { statisticsReason, statisticsTables } from './statistics.ts';

function isWanted(event: Event): boolean {
  const reason = statisticsReason(event);
  return reason === 'end' || reason === 'request';
}

/** Prints statistics as tables, those at the end and those asked for; midnight's are for the listeners alone. */
export function createStatisticsPrinter(stream: Writable): Listener {
  const output = createOutput(stream, () => {});
  const handleBatch = async (events: readonly Event[]) => output.write(statisticsTables(events));
  return {
    name: 'statistics printer',
    criteria: { where: isWanted },
    durable: false,
    handle: (event) => handleBatch([event]),
    handleBatch,
  };
}
