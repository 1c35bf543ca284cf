import { hash } from 'node:crypto';
import { CorrelatorError } from './errors.ts';
import { type Fields, formatValue } from './fields.ts';
import { type LogRecord, recordToJSON } from './log-record.ts';
import { render, type Templates } from './templates.ts';

/** How grave an event is, gravest first. Plain audit events are `info`. */
export const severities = ['error', 'warning', 'notice', 'info'] as const;

/** `error`, `warning`, `notice` or `info`. */
export type Severity = (typeof severities)[number];

/** True where `severity` is at least as grave as `least`. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}

/** Key/value pairs of an event. Values survive JSON. */
export type EventData = Readonly<Record<string, unknown>>;

/** What may be said of an event when it is made. The engine fills in what is left out, when it dispatches it. */
export interface EventOptions {
  /** When it happened, in milliseconds since 1970 UTC. @default the record's time, else event time at dispatch */
  readonly time?: number;
  /** The log record that it is about. @default the record being processed at dispatch */
  readonly record?: LogRecord | undefined;
  /** The name of what dispatched it. @default the module's name */
  readonly system?: string;
  /** Its identity, where it is known already. */
  readonly id?: string;
}

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

/** Summary and messages, as far as they were rendered. */
export interface Rendered {
  summary?: string | undefined;
  text?: string | undefined;
  html?: string | undefined;
}

/**
 * Marks event classes across copies of this package; its value is the version of the protocol. Set on prototypes, absent
 * from public types.
 */
const eventBrand = Symbol.for('correlator.event');

/** The version of the protocol that this copy speaks. */
const eventProtocol = 1;

/** Something noteworthy. Concrete events are `ErrorEvent`, `WarningEvent`, `NoticeEvent` and `AuditEvent`s. */
export abstract class Event<D extends object = EventData> {
  /** The event class's identifier, such as `sshd.login-tries-exceeded`. */
  declare readonly type: string;
  /** The version of the class's declaration. */
  declare readonly version: number;
  declare readonly severity: Severity;
  /** The declared fields of an audit event, otherwise undefined. */
  declare readonly fields: Fields | undefined;
  /** For modules only: listeners never see it. */
  declare readonly internal: boolean;
  declare readonly templates: Templates | undefined;

  declare readonly data: Readonly<D>;
  /** The original log record, where there is one. */
  declare readonly record: LogRecord | undefined;
  /** When it happened: milliseconds since 1970 UTC; `NaN` until it is known (see `EventOptions.time`). */
  declare readonly time: number;
  /** The name of what dispatched it: a module's name, or `engine`; `''` until then. */
  declare readonly system: string;
  /** Where its identity comes from; set at dispatch. */
  declare readonly origin: EventOrigin | undefined;
  /** Its identity as given or computed so far. */
  declare knownId: string | undefined;
  declare rendered: Rendered | undefined;

  constructor(data: D, options?: EventOptions) {
    this.data = data;
    if (options !== undefined) this.say(options);
  }

  /** Sets what is said of it when it is made. */
  say({ record, time = record?.time, system, id }: EventOptions): void {
    const event = this as { -readonly [K in 'record' | 'time' | 'system' | 'knownId']: Event[K] };
    event.record = record;
    if (time !== undefined) event.time = checkedTime(this.type, time);
    if (system !== undefined) event.system = system;
    event.knownId = id;
  }

  /** The event's own identity, the same on every replay; computed on first use. */
  get id(): string {
    if (this.knownId === undefined) {
      if (this.origin === undefined) throw notDispatched(this.type, 'id');
      this.knownId = identityOf(this.origin);
    }
    return this.knownId;
  }

  /** One line that says what happened, in plain text; rendered on first use. */
  get summary(): string {
    this.rendered ??= {};
    this.rendered.summary ??= render('plain', this.templates?.summary ?? '', renderContext(this));
    return this.rendered.summary;
  }

  /** The message in plain text, where the class declares one; rendered on first use. */
  get text(): string | undefined {
    this.rendered ??= {};
    const template = this.templates?.text;
    if (template !== undefined) this.rendered.text ??= render('plain', template, renderContext(this));
    return this.rendered.text;
  }

  /** The message in HTML, where the class declares one; values are escaped; rendered on first use. */
  get html(): string | undefined {
    this.rendered ??= {};
    const template = this.templates?.html;
    if (template !== undefined) this.rendered.html ??= render('html', template, renderContext(this));
    return this.rendered.html;
  }

  /** The whole event as plain JSON values, rendered; `eventFromJSON` reads it back. */
  toJSON(): EventJSON {
    return eventToJSON(this as unknown as Event);
  }
}

Object.defineProperties(Event.prototype, {
  [eventBrand]: { value: eventProtocol },
  version: { value: 1, writable: true },
  internal: { value: false, writable: true },
  fields: { value: undefined, writable: true },
  templates: { value: undefined, writable: true },
  // Most events are made of data alone: what is not said of them costs nothing.
  record: { value: undefined, writable: true },
  time: { value: Number.NaN, writable: true },
  system: { value: '', writable: true },
  origin: { value: undefined, writable: true },
  knownId: { value: undefined, writable: true },
  rendered: { value: undefined, writable: true },
});

/** An event as JSON. `time` is ISO 8601; `fields` (of audit events) names each field's kind, with `?` where nullable. */
export interface EventJSON {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly severity: Severity;
  readonly system: string;
  readonly time: string;
  readonly summary: string;
  readonly text?: string;
  readonly html?: string;
  readonly data: EventData;
  readonly fields?: Readonly<Record<string, string>>;
  readonly record: ReturnType<typeof recordToJSON> | null;
}

/** The latest instant that a `Date` can be, ms since 1970 UTC. */
const latestMs = 8.64e15;

function checkedTime(type: string, time: number): number {
  if (!(Math.abs(time) > latestMs)) return time;
  const message = `${type}: no date has the time ${time}; give milliseconds since 1970 UTC`;
  throw new CorrelatorError('EVENT_DATA_INVALID', message);
}

function notDispatched(type: string, lacking: 'id' | 'time'): CorrelatorError {
  return new CorrelatorError(
    'EVENT_NOT_DISPATCHED',
    `an event of type ${type} has no ${lacking} before it is dispatched: dispatch it, or give its ${lacking} in its options`,
  );
}

function renderContext(event: Event<object>): object {
  const { type, severity, system, record, fields } = event;
  const time = Number.isNaN(event.time) ? '' : formatValue('time', event.time);
  const context: Record<string, unknown> = { type, severity, system, record, time };
  for (const [name, value] of Object.entries(event.data)) {
    context[name] = fields?.[name] === undefined ? (value ?? '') : formatValue(fields[name].kind, value);
  }
  return context;
}

const knownKinds = new WeakMap<Fields, Readonly<Record<string, string>>>();

/** Of a class's fields, found out once. */
function fieldKinds(fields: Fields): Readonly<Record<string, string>> {
  const known = knownKinds.get(fields);
  if (known !== undefined) return known;
  const entries = Object.entries(fields).map(([name, f]) => [name, f.nullable ? `${f.kind}?` : f.kind] as const);
  const kinds = Object.freeze(Object.fromEntries(entries));
  knownKinds.set(fields, kinds);
  return kinds;
}

function eventToJSON(event: Event): EventJSON {
  const { id, type, version, severity, system, summary, text, html, data, fields, record } = event;
  if (Number.isNaN(event.time)) throw notDispatched(type, 'time');
  return {
    id,
    type,
    version,
    severity,
    system,
    time: new Date(event.time).toISOString(),
    summary,
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
    data,
    ...(fields === undefined ? {} : { fields: fieldKinds(fields) }),
    record: record === undefined ? null : recordToJSON(record),
  };
}

interface Branded {
  readonly [eventBrand]?: number;
}

/** True for an event of any copy of this package. */
export function isEvent(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && (value as Branded)[eventBrand] !== undefined;
}

/** True for an event with declared fields, of any copy of this package: an audit event. */
export function isAuditEvent(value: unknown): value is Event & { readonly fields: Fields } {
  return isEvent(value) && value.fields !== undefined;
}

/** What the engine knows of an event at dispatch. */
export interface EventStamp {
  readonly system: string;
  readonly time: number;
  readonly record: LogRecord | undefined;
  readonly origin: EventOrigin;
}

/** Fills in what an event does not say itself. For engines, once per event, before anybody else sees it. */
export function stampEvent(event: Event, stamp: EventStamp): void {
  const target = event as { -readonly [K in keyof EventStamp]: EventStamp[K] };
  target.origin = stamp.origin;
  target.record ??= stamp.record;
  if (Number.isNaN(target.time)) target.time = stamp.time;
  if (target.system === '') target.system = stamp.system;
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
