import type { Event } from '@correlator/events';
import type { Criteria } from '../contract/criteria.ts';
import type { Listener } from '../contract/listener.ts';

/** A listener that keeps every event it is given: for tests. */
export interface CollectingListener extends Listener {
  readonly events: readonly Event[];
}

/** Makes a listener that keeps the events that `criteria` accept. */
export function createCollectingListener(name = 'collector', criteria: Criteria = {}): CollectingListener {
  const events: Event[] = [];
  return { name, criteria, events, handle: (event) => void events.push(event) };
}
