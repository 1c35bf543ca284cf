import { type Event, stampEvent } from '@correlator/events';

/** Dispatches what listeners answer as events of theirs. */
export class Outcomes {
  readonly instance: string;
  readonly dispatch: (event: Event) => void;

  constructor(instance: string, dispatch: (event: Event) => void) {
    this.instance = instance;
    this.dispatch = dispatch;
  }

  publish(listener: string, cause: Event, events: readonly Event[]): void {
    events.forEach((event, ordinal) => {
      const origin = { instance: this.instance, cause, module: `listener ${listener}`, ordinal };
      stampEvent(event, { system: listener, time: cause.time, record: undefined, origin });
      this.dispatch(event);
    });
  }
}
