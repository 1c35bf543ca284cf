import { hash } from 'node:crypto';
import type { Event } from './event.ts';
import type { LogRecord } from './log-record.ts';

/** What an event was dispatched for: a record, another event, or a named timer with its due time. */
export type EventCause = LogRecord | Event | string;

/** From what an event's id is computed: the same on every replay. */
export interface EventOrigin {
  /** Name of the engine's instance. */
  readonly instance: string;
  readonly cause: EventCause;
  /** The module (and its part) that dispatched the event. */
  readonly module: string;
  /** Its number among the events that this module dispatched for this cause, from 0. */
  readonly ordinal: number;
}

function causeParts(cause: EventCause): readonly (string | number)[] {
  if (typeof cause === 'string') return ['timer', cause];
  if (!('offset' in cause)) return ['event', cause.id];
  return ['record', cause.source.input, cause.source.identity, cause.offset];
}

/** 128 bits of SHA-256 over instance, cause, module and ordinal, in hexadecimal (32 characters). */
export function identityOf(origin: EventOrigin): string {
  const parts = JSON.stringify([origin.instance, causeParts(origin.cause), origin.module, origin.ordinal]);
  return hash('sha256', parts, 'hex').slice(0, 32);
}
