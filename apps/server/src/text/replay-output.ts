import type { Listener } from '@correlator/core';
import type { Event } from '@correlator/events';
import { createEventText, eventJsonLine } from './event-text.ts';
import { messageLine } from './messages.ts';
import type { Output } from './output.ts';
import { statisticsReason, statisticsTables } from './statistics.ts';

/** Options of the output of a replay. */
export interface ReplayOutputOptions {
  readonly json: boolean;
  /** Whether only statistics are printed. */
  readonly quiet: boolean;
  readonly colour: boolean;
  /** The output of events and statistics. */
  readonly events: Output;
  /** The output of messages about the run. */
  readonly messages: Output;
}

/**
 * Creates a listener that prints events, in batches and with back pressure. Operational events are messages about the
 * run. Statistics are tables, unless everything is JSON. Those of midnight are events among others, unless only
 * statistics are wanted, and come without the ledger, which only adds up at the end.
 */
export function createReplayOutput({ json, quiet, colour, events, messages }: ReplayOutputOptions): Listener {
  const eventText = json ? eventJsonLine : createEventText({ colour });
  return {
    name: 'replay',
    criteria: quiet ? { where: isForQuiet } : {},
    queue: { capacity: 10_000, batch: 1_000, timeout: '1d', retries: 0 },
    handle: (event) => handleBatch([event]),
    handleBatch,
  };

  async function handleBatch(batch: readonly Event[]): Promise<void> {
    let text = '';
    const tables: Event[] = [];
    for (const event of batch) {
      const statistics = statisticsReason(event);
      if (statistics === undefined && event.system === 'engine') await messages.write(messageText(event));
      else if (statistics === undefined) text += quiet ? '' : eventText(event);
      else if (json) text += eventText(event);
      else if (statistics === 'midnight' && event.system === 'engine') continue;
      else if (statistics === 'midnight' && !quiet) text += eventText(event);
      else tables.push(event);
    }
    await events.write(text + statisticsTables(tables));
  }
}

/** Whether an event is printed if only statistics are; other events need not even be queued. */
function isForQuiet(event: Event): boolean {
  return event.system === 'engine' || statisticsReason(event) !== undefined;
}

function messageText({ severity, summary }: Event): string {
  return messageLine(`${severity}: ${summary}`);
}
