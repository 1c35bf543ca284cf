import type { Event } from '@correlator/events';

/** Events in the order in which they came. Taking some is cheap, however many there are. */
export class EventQueue {
  events: Event[] = [];
  /** Where in `events` the queue begins. */
  head = 0;

  get length(): number {
    return this.events.length - this.head;
  }

  push(event: Event): void {
    this.events.push(event);
  }

  /** The oldest events, `count` at most. */
  take(count: number): readonly Event[] {
    const taken = this.events.slice(this.head, this.head + count);
    this.head += taken.length;
    if (this.head >= 1_024 || this.head === this.events.length) {
      this.events.splice(0, this.head);
      this.head = 0;
    }
    return taken;
  }

  /** Puts events that were taken back to where they were. */
  putBack(events: readonly Event[]): void {
    this.events = [...events, ...this.events.slice(this.head)];
    this.head = 0;
  }
}
