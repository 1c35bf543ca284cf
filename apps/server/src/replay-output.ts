import type { Listener } from '@correlator/core';
import type { Event } from '@correlator/events';
import { escapeControl } from './escape-control.ts';
import { createEventText, eventJsonLine } from './event-text.ts';
import type { Output } from './output.ts';
import { statisticsReason, statisticsTable } from './statistics.ts';

/** How a replay is printed. */
export interface ReplayOutputOptions {
  readonly json: boolean;
  /** Statistics only. */
  readonly quiet: boolean;
  readonly colour: boolean;
  /** Where events and statistics go. */
  readonly events: Output;
  /** Where messages about the run go. */
  readonly messages: Output;
}

/**
 * Prints events, in batches and with back pressure. Operational events are messages about the run; statistics at the end
 * and on request are tables, unless everything is JSON.
 */
export function createReplayOutput({ json, quiet, colour, events, messages }: ReplayOutputOptions): Listener {
  const eventText = json ? eventJsonLine : createEventText({ colour });
  const print = (event: Event): string => {
    const statistics = statisticsReason(event);
    if (statistics === undefined) return quiet ? '' : eventText(event);
    return json || (statistics === 'midnight' && !quiet) ? eventText(event) : statisticsTable(event);
  };
  const message = (event: Event): string => `correlator: ${event.severity}: ${escapeControl(event.summary)}\n`;
  const isMessage = (event: Event): boolean => event.system === 'engine' && statisticsReason(event) === undefined;
  return {
    name: 'replay',
    queue: { capacity: 10_000, batch: 1_000, timeout: '1d', retries: 0 },
    handle: (event) => handleBatch([event]),
    handleBatch,
  };

  async function handleBatch(batch: readonly Event[]): Promise<void> {
    let text = '';
    for (const event of batch) {
      if (isMessage(event)) await messages.write(message(event));
      else text += print(event);
    }
    await events.write(text);
  }
}
