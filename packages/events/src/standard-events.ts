import { type AuditDeclaration, type AuditEventClass, declareAuditEvent } from './declaration.ts';
import { Event, type EventData, type EventOptions, type Severity } from './event.ts';
import { assertedAddress, boolean, choice, duration, type Fields, integer, nullable, text, time } from './fields.ts';
import type { Templates } from './templates.ts';

/** What an event class with open data declares: its type, and templates for summary and messages. */
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

/** An event whose summary is given as it stands, not rendered from a template. */
abstract class PlainEvent extends Event {
  constructor(summary: string, data: EventData = {}, options: EventOptions & { readonly type?: string } = {}) {
    super({ ...data }, options);
    this.rendered = { summary };
    if (options.type !== undefined) Object.defineProperty(this, 'type', { value: options.type, enumerable: true });
  }
}

/** Something went wrong. `new ErrorEvent('Disk is full', { path })`, or a class of your own by `withFields`. */
export class ErrorEvent extends PlainEvent {
  declare readonly severity: 'error';

  /** Declares an audit event that is an error. */
  static withFields<const T extends string, const F extends Fields>(
    declaration: AuditDeclaration<T, F>,
  ): AuditEventClass<T, F, 'error'> {
    return declareAuditEvent('error', declaration);
  }

  /** Declares an error with open data and rendered messages. */
  static withTemplates<const T extends string>(declaration: TemplateDeclaration<T>): TemplateEventClass<T, 'error'> {
    return declareTemplateEvent('error', declaration);
  }
}

/** Something may be wrong. */
export class WarningEvent extends PlainEvent {
  declare readonly severity: 'warning';

  /** Declares an audit event that is a warning. */
  static withFields<const T extends string, const F extends Fields>(
    declaration: AuditDeclaration<T, F>,
  ): AuditEventClass<T, F, 'warning'> {
    return declareAuditEvent('warning', declaration);
  }

  /** Declares a warning with open data and rendered messages. */
  static withTemplates<const T extends string>(declaration: TemplateDeclaration<T>): TemplateEventClass<T, 'warning'> {
    return declareTemplateEvent('warning', declaration);
  }
}

/** Something worth knowing. */
export class NoticeEvent extends PlainEvent {
  declare readonly severity: 'notice';

  /** Declares an audit event that is a notice. */
  static withFields<const T extends string, const F extends Fields>(
    declaration: AuditDeclaration<T, F>,
  ): AuditEventClass<T, F, 'notice'> {
    return declareAuditEvent('notice', declaration);
  }

  /** Declares a notice with open data and rendered messages. */
  static withTemplates<const T extends string>(declaration: TemplateDeclaration<T>): TemplateEventClass<T, 'notice'> {
    return declareTemplateEvent('notice', declaration);
  }
}

Object.assign(ErrorEvent.prototype, { type: 'error', severity: 'error' });
Object.assign(WarningEvent.prototype, { type: 'warning', severity: 'warning' });
Object.assign(NoticeEvent.prototype, { type: 'notice', severity: 'notice' });

/** An event of record: a fixed, typed list of fields, guaranteed. Its severity is `info`. */
export abstract class AuditEvent extends Event {
  /** Declares an audit event. `ErrorEvent.withFields` and its siblings declare one that is an error, a warning, a notice. */
  static withFields<const T extends string, const F extends Fields>(
    declaration: AuditDeclaration<T, F>,
  ): AuditEventClass<T, F, 'info'> {
    return declareAuditEvent('info', declaration);
  }
}

/** Any event with declared fields. */
export type AnyAuditEvent = Event & { readonly fields: Fields };

/** What criteria and manifests need of an event class. */
export interface EventClass {
  readonly type: string;
  readonly severity: Severity;
  readonly fields?: Fields;
  readonly version?: number;
  readonly internal?: boolean;
}

/** A listener blocked a source. Modules may consume it, whichever listener it is that blocks. */
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

/** A source is blocked no more. */
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
