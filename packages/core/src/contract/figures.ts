import { AuditEvent, integer, text } from '@correlator/events';
import type { ListenerState } from '../delivery/listener-health.ts';

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

/** How a module is doing. */
export interface ModuleFigures {
  /** Its name, and the part of it. */
  readonly module: string;
  /** How often it threw. */
  readonly failures: number;
  /** How many of its partitions are stopped, as they failed too often in a row. */
  readonly stopped: number;
  readonly partitions: number;
}

/** The figures of a module that threw: with the statistics. */
export class ModuleFiguresEvent extends AuditEvent.withFields({
  type: 'engine.module-figures',
  fields: {
    module: text('Module'),
    failures: integer('Failures'),
    stopped: integer('Partitions stopped'),
    partitions: integer('Partitions'),
  },
  summary: 'module {{ module }} failed {{ failures }} times; {{ stopped }} of {{ partitions }} partitions stopped',
}) {}
