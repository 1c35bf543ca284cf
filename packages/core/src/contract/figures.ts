/** What the engine says of inputs, listeners and modules: plain figures, and the audit events that carry them. */
import { AuditEvent, integer, text } from '@correlator/events';

/** What became of an input's entries: read = processed + unparsed + dropped + in flight. */
export interface InputLedger {
  readonly input: string;
  readonly read: number;
  /** Given to the modules, late ones included. */
  readonly processed: number;
  /** Processed although their time was before event time. */
  readonly late: number;
  /** Processed with the time of receipt in place of their own. */
  readonly retimed: number;
  readonly unparsed: number;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly inFlight: number;
  /** Uncompressed bytes read. */
  readonly bytes: number;
  /** How often reading, or opening it again, failed. */
  readonly failures: number;
}

/** An input's ledger as an audit event, at the end of input, at midnight and on request. */
export class LedgerEvent extends AuditEvent.withFields({
  type: 'engine.ledger',
  fields: {
    input: text('Input'),
    read: integer('Entries read'),
    processed: integer('Processed'),
    late: integer('Of these late'),
    retimed: integer('Of these re-timed'),
    unparsed: integer('Unparsed'),
    dropped: integer('Dropped'),
    inFlight: integer('In flight'),
    failures: integer('Failures'),
  },
  summary:
    'input {{ input }}: {{ read }} entries read = {{ processed }} processed (of which {{ late }} late) + {{ unparsed }} unparsed + {{ dropped }} dropped + {{ inFlight }} in flight',
}) {}

/** How a listener is doing: `slow` once patience with it has run out, `stalled` while a call takes too long. */
export type ListenerState = 'ok' | 'slow' | 'stalled' | 'failing';

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
