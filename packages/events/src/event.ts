/** Events: what every one of them says, how it is rendered, and by what it is known. */
import { hash } from 'node:crypto';
import { CorrelatorError } from './errors.ts';
import { type Fields, formatValue } from './fields.ts';
import { type LogRecord, recordToJSON } from './log-record.ts';
import { render, type Templates } from './templates.ts';

/** The severities of events, gravest first. Plain audit events are `info`. */
export const severities = ['error', 'warning', 'notice', 'info'] as const;

/** `error`, `warning`, `notice` or `info`. */
export type Severity = (typeof severities)[number];

/**
 * Returns whether `severity` is at least as grave as `least`.
 *
 * @example
 * isAtLeast('error', 'warning'); // true
 * isAtLeast('notice', 'warning'); // false
 */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}

/** The data of an event: values by name, all of which survive JSON. */
export type EventData = Readonly<Record<string, unknown>>;

/** What the maker of an event may say of it. The engine fills in the rest when it dispatches the event. */
export interface EventOptions {
  /** When it happened, in milliseconds since 1970 UTC. @default the record's time, else event time at dispatch */
  readonly time?: number;
  /** The log record that it is about. @default the record being processed at dispatch */
  readonly record?: LogRecord | undefined;
  /** The name of its dispatcher. @default the module's name */
  readonly system?: string;
  /** Its identity, if that is known already. @default computed on first use, after dispatch */
  readonly id?: string;
}

/** The cause of an event: a record, another event, or a named timer with its due time. */
export type EventCause = LogRecord | Event | string;

/** The origin of an event, from which its id is computed: the same on every replay. */
export interface EventOrigin {
  /** The name of the engine's instance. */
  readonly instance: string;
  readonly cause: EventCause;
  /** The module (and its part) that dispatched the event. */
  readonly module: string;
  /** Its number among the events that this module dispatched for this cause, from 0. */
  readonly ordinal: number;
}

/** The summary and messages of an event, as far as they were rendered. */
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

/**
 * Something noteworthy. Concrete events are `ErrorEvent`, `WarningEvent`, `NoticeEvent` and `AuditEvent`s.
 *
 * @example
 * const event: Event = new NoticeEvent('The door opened', { by: 'Alice' });
 * event.summary; // The door opened
 * event.severity; // notice
 */
export abstract class Event<D extends object = EventData> {
  /** The event class's identifier, such as `sshd.login-tries-exceeded`. */
  declare readonly type: string;
  /** The version of the class's declaration. */
  declare readonly version: number;
  declare readonly severity: Severity;
  /** The declared fields of an audit event, otherwise undefined. */
  declare readonly fields: Fields | undefined;
  /** Whether it is for modules only: listeners never see it. */
  declare readonly internal: boolean;
  declare readonly templates: Templates | undefined;

  declare readonly data: Readonly<D>;
  /** The log record that it is about, if there is one. */
  declare readonly record: LogRecord | undefined;
  /** When it happened: milliseconds since 1970 UTC; `NaN` until it is known (see `EventOptions.time`). */
  declare readonly time: number;
  /** The name of its dispatcher: a module, a listener or `engine`; `''` until it is dispatched. */
  declare readonly system: string;
  /** The origin of its identity; set at dispatch. */
  declare readonly origin: EventOrigin | undefined;
  /** Its identity, as far as it was given or computed. */
  declare knownId: string | undefined;
  declare rendered: Rendered | undefined;

  constructor(data: D, options?: EventOptions) {
    this.data = data;
    if (options !== undefined) this.say(options);
  }

  /** Sets what its maker says of it. Throws `EVENT_DATA_INVALID` if no date has its time. */
  say({ record, time = record?.time, system, id }: EventOptions): void {
    const event = this as { -readonly [K in 'record' | 'time' | 'system' | 'knownId']: Event[K] };
    event.record = record;
    if (time !== undefined) event.time = checkedTime(this.type, time);
    if (system !== undefined) event.system = system;
    event.knownId = id;
  }

  /** Its identity, the same on every replay; computed on first use. Throws `EVENT_NOT_DISPATCHED` before dispatch. */
  get id(): string {
    if (this.knownId === undefined) {
      if (this.origin === undefined) throw notDispatched(this.type, 'id');
      this.knownId = identityOf(this.origin);
    }
    return this.knownId;
  }

  /** One line that says what happened, in plain text; rendered on first use. Throws `TEMPLATE_FAILED`. */
  get summary(): string {
    this.rendered ??= {};
    this.rendered.summary ??= render('plain', this.templates?.summary ?? '', renderContext(this));
    return this.rendered.summary;
  }

  /** The message in plain text, if the class declares one; rendered on first use. Throws `TEMPLATE_FAILED`. */
  get text(): string | undefined {
    this.rendered ??= {};
    const template = this.templates?.text;
    if (template !== undefined) this.rendered.text ??= render('plain', template, renderContext(this));
    return this.rendered.text;
  }

  /** The message in HTML, if the class declares one; values are escaped; rendered on first use. Throws `TEMPLATE_FAILED`. */
  get html(): string | undefined {
    this.rendered ??= {};
    const template = this.templates?.html;
    if (template !== undefined) this.rendered.html ??= render('html', template, renderContext(this));
    return this.rendered.html;
  }

  /** Returns the whole event as plain JSON values, rendered; `eventFromJSON` reads it back. Throws `EVENT_NOT_DISPATCHED`. */
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

/**
 * An event as JSON. `time` is ISO 8601; `fields` (of audit events) names the kind of each field, with `?` if it may be null.
 */
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

/** The latest instant that a `Date` can be, in milliseconds since 1970 UTC. */
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

/** Returns the kinds of the fields of a class, worked out once. */
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

/**
 * Returns whether a value is an event, of any copy of this package.
 *
 * @example
 * isEvent(new NoticeEvent('The door opened')); // true
 * isEvent({ type: 'notice', summary: 'The door opened' }); // false
 */
export function isEvent(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && (value as Branded)[eventBrand] !== undefined;
}

/**
 * Returns whether a value is an audit event: an event with declared fields, of any copy of this package.
 *
 * @example
 * isAuditEvent(new NoticeEvent('The door opened')); // false
 */
export function isAuditEvent(value: unknown): value is Event & { readonly fields: Fields } {
  return isEvent(value) && value.fields !== undefined;
}

/** What an engine knows of an event at dispatch. */
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

/**
 * Returns the id of an event: 128 bits of SHA-256 over instance, cause, module and ordinal, in hexadecimal (32 characters).
 *
 * @example
 * const cause = 'hourly 2026-11-24T10:00:00Z';
 * identityOf({ instance: 'bastion', cause, module: 'report', ordinal: 0 }).length; // 32
 */
export function identityOf(origin: EventOrigin): string {
  const parts = JSON.stringify([origin.instance, causeParts(origin.cause), origin.module, origin.ordinal]);
  return hash('sha256', parts, 'hex').slice(0, 32);
}
