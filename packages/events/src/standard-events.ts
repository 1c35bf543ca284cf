/** The event classes that authors extend, and those by which listeners tell of blocking. */
import { type AuditDeclaration, type AuditEventClass, declareAuditEvent } from './declaration.ts';
import { Event, type EventData, type EventOptions, type Severity } from './event.ts';
import { assertedAddress, boolean, choice, duration, type Fields, integer, nullable, text, time } from './fields.ts';
import type { Templates } from './templates.ts';

/** The declaration of an event class with open data: its type, and templates for summary and messages. */
export interface TemplateDeclaration<T extends string> extends Templates {
  readonly type: T;
}

/** An event class with open data. */
export interface TemplateEventClass<T extends string, S extends Severity> {
  new (data: EventData, options?: EventOptions): Event & { readonly type: T; readonly severity: S };
  readonly type: T;
  readonly severity: S;
}

function declareTemplateEvent<const T extends string, S extends Severity>(
  severity: S,
  declaration: TemplateDeclaration<T>,
): TemplateEventClass<T, S> {
  const { type, ...templates } = declaration;
  class Declared extends Event {
    static readonly type = type;
    static readonly severity = severity;
    constructor(data: EventData, options?: EventOptions) {
      super({ ...data }, options);
    }
  }
  Object.assign(Declared.prototype, { type, severity, templates });
  return Declared as unknown as TemplateEventClass<T, S>;
}

/** The options of a plain event: those of any event, and a type of its own. */
export interface PlainEventOptions extends EventOptions {
  /** @default that of its class: `error`, `warning` or `notice` */
  readonly type?: string;
}

/**
 * A class of plain events: of one severity, with open data, and a summary that is given as it stands, not rendered from a
 * template.
 */
export interface PlainEventClass<S extends Severity> {
  new (summary: string, data?: EventData, options?: PlainEventOptions): Event & { readonly severity: S };
  /** Declares audit events of this severity. Throws `EVENT_TYPE_INVALID`, `FIELD_NAME_INVALID` and `FIELD_NAME_RESERVED`. */
  withFields<const T extends string, const F extends Fields>(
    declaration: AuditDeclaration<T, F>,
  ): AuditEventClass<T, F, S>;
  /** Declares events of this severity with open data and rendered messages. */
  withTemplates<const T extends string>(declaration: TemplateDeclaration<T>): TemplateEventClass<T, S>;
}

function plainEvents<const S extends Severity>(severity: S): PlainEventClass<S> {
  class PlainEvent extends Event {
    declare readonly severity: S;

    static withFields<const T extends string, const F extends Fields>(declaration: AuditDeclaration<T, F>) {
      return declareAuditEvent(severity, declaration);
    }

    static withTemplates<const T extends string>(declaration: TemplateDeclaration<T>) {
      return declareTemplateEvent(severity, declaration);
    }

    constructor(summary: string, data: EventData = {}, options: PlainEventOptions = {}) {
      super({ ...data }, options);
      this.rendered = { summary };
      if (options.type !== undefined) Object.defineProperty(this, 'type', { value: options.type, enumerable: true });
    }
  }
  Object.assign(PlainEvent.prototype, { type: severity, severity });
  return PlainEvent;
}

/**
 * Something that went wrong.
 *
 * @example
 * new ErrorEvent('Disk is full', { path: '/var' }).summary; // Disk is full
 *
 * class DiskFull extends ErrorEvent.withFields({
 *   type: 'disk.full',
 *   fields: { path: text('Path'), used: integer('Bytes used') },
 *   summary: '{{ path }} is full',
 * }) {}
 * new DiskFull({ path: '/var', used: 4096 }).summary; // /var is full
 */
export class ErrorEvent extends plainEvents('error') {}

/**
 * Something that may be wrong.
 *
 * @example
 * class DiskFilling extends WarningEvent.withTemplates({ type: 'disk.filling', summary: '{{ path }} fills up' }) {}
 * new DiskFilling({ path: '/var' }).summary; // /var fills up
 */
export class WarningEvent extends plainEvents('warning') {}

/**
 * Something worth knowing.
 *
 * @example
 * new NoticeEvent('The door opened', { by: 'Alice' }, { type: 'door.opened' }).type; // door.opened
 */
export class NoticeEvent extends plainEvents('notice') {}

/**
 * An event of record: a fixed, typed list of fields, guaranteed. Its severity is `info`.
 *
 * @example
 * class DoorOpened extends AuditEvent.withFields({
 *   type: 'door.was-opened',
 *   fields: { openedBy: text('Who opened it'), waited: duration('For how long it was rung') },
 *   summary: '{{ openedBy }} opened the door after {{ waited }}',
 * }) {}
 * new DoorOpened({ openedBy: 'Alice', waited: 90_000 }).summary; // Alice opened the door after 1m30s
 */
export abstract class AuditEvent extends Event {
  /**
   * Declares an audit event; `withFields` of `ErrorEvent`, `WarningEvent` and `NoticeEvent` declares one of that severity.
   * Throws `EVENT_TYPE_INVALID`, `FIELD_NAME_INVALID` and `FIELD_NAME_RESERVED`.
   */
  static withFields<const T extends string, const F extends Fields>(
    declaration: AuditDeclaration<T, F>,
  ): AuditEventClass<T, F, 'info'> {
    return declareAuditEvent('info', declaration);
  }
}

/** An event with declared fields. */
export type AnyAuditEvent = Event & { readonly fields: Fields };

/** What criteria and manifests need of an event class. */
export interface EventClass {
  readonly type: string;
  readonly severity: Severity;
  readonly fields?: Fields;
  readonly version?: number;
  readonly internal?: boolean;
}

/** A source that a listener blocked. Modules may consume it, whichever listener it is that blocks. */
export class AddressBlocked extends WarningEvent.withFields({
  type: 'address.blocked',
  fields: {
    address: assertedAddress('Source address'),
    network: text('What is blocked: the address, or its network'),
    until: time('Until'),
    duration: duration('For how long'),
    offence: integer('How many times in a row'),
    causeType: text('Type of the event that it is blocked for'),
    causeSystem: text('Who dispatched that event'),
    causeId: text('Id of that event'),
    dryRun: boolean('Only said, not done'),
  },
  summary: '{{ network }} is blocked for {{ duration }}{% if dryRun == true %} (dry run){% endif %}: {{ causeType }}',
}) {}

/** A source that is no longer blocked. */
export class AddressUnblocked extends NoticeEvent.withFields({
  type: 'address.unblocked',
  fields: {
    address: nullable(assertedAddress('Source address')),
    network: text('What was blocked'),
    since: time('Since'),
    reason: choice('Why no more', ['ended', 'by hand', 'allowed']),
    causeType: text('Type of the event that it was blocked for'),
    causeSystem: text('Who dispatched that event'),
    dryRun: boolean('Only said, not done'),
  },
  summary: '{{ network }} is blocked no more: {{ reason }}{% if dryRun == true %} (dry run){% endif %}',
}) {}

/** The classes by which listeners tell of blocking: a module may consume them whether or not anybody blocks. */
export const blockingEvents = [AddressBlocked, AddressUnblocked] as const;
