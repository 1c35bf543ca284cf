import { AuditEvent, integer, text } from '@correlator/events';
import type { ListenerState } from './listener-health.ts';

/** A listener's figures: accepted = handled + dropped + deadLetters + queued + underWay. */
export interface ListenerFigures {
  readonly listener: string;
  /** Events that its criteria accepted. */
  readonly accepted: number;
  readonly handled: number;
  /** Given up because its queue was full. */
  readonly dropped: number;
  /** Given up because handling them failed, or because the run ended before. */
  readonly deadLetters: number;
  readonly queued: number;
  /** In a call that has not ended. */
  readonly underWay: number;
  /** Calls that threw or rejected, those that went well when tried again included. */
  readonly failures: number;
  /** Calls that took longer than their timeout. */
  readonly stalls: number;
  readonly state: ListenerState;
}

/** The figures of a listener that is, or was, in trouble: with the statistics. */
export class ListenerFiguresEvent extends AuditEvent.withFields({
  type: 'engine.listener-figures',
  fields: {
    listener: text('Listener'),
    accepted: integer('Events accepted'),
    handled: integer('Handled'),
    dropped: integer('Dropped'),
    deadLetters: integer('Dead letters'),
    queued: integer('Queued'),
    underWay: integer('Under way'),
    failures: integer('Failed calls'),
    stalls: integer('Hanging calls'),
    state: text('State'),
  },
  summary:
    'listener {{ listener }}: {{ accepted }} events = {{ handled }} handled + {{ dropped }} dropped + {{ deadLetters }} dead letters + {{ queued }} queued + {{ underWay }} under way',
}) {}

/** Whether anything went wrong with a listener so far. */
export function isTroubled({ dropped, deadLetters, failures, stalls, state }: ListenerFigures): boolean {
  return dropped + deadLetters + failures + stalls > 0 || state !== 'ok';
}
