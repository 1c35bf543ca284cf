export {
  type AuditDeclaration,
  type AuditEventClass,
  type AuditEventOf,
  fieldProblems,
  reservedNames,
} from './declaration.ts';
export {
  CorrelatorError,
  type CorrelatorErrorOptions,
  errorText,
  isCorrelatorError,
  messageOf,
  nearestName,
} from './errors.ts';
export {
  Event,
  type EventCause,
  type EventData,
  type EventJSON,
  type EventOptions,
  type EventOrigin,
  type EventStamp,
  identityOf,
  isAtLeast,
  isAuditEvent,
  isEvent,
  type Rendered,
  type Severity,
  severities,
  stampEvent,
} from './event.ts';
export {
  address,
  assertedAddress,
  boolean,
  choice,
  type DataOf,
  duration,
  type Field,
  type FieldKind,
  type Fields,
  formatValue,
  integer,
  type JsonSchema,
  nullable,
  number,
  parseIPv4,
  port,
  text,
  time,
} from './fields.ts';
export {
  copyText,
  type LogRecord,
  type LogRecordJSON,
  positionOf,
  type RecordSource,
  recordFromJSON,
  recordToJSON,
  type StructuredData,
} from './log-record.ts';
export {
  AddressBlocked,
  AddressUnblocked,
  type AnyAuditEvent,
  AuditEvent,
  blockingEvents,
  ErrorEvent,
  type EventClass,
  NoticeEvent,
  type PlainEventClass,
  type PlainEventOptions,
  type TemplateDeclaration,
  type TemplateEventClass,
  WarningEvent,
} from './standard-events.ts';
export { eventFromJSON } from './stored-event.ts';
export type { Templates } from './templates.ts';
export { isTimeZone, type TimeZone, timeZone } from './time-zone.ts';
export { byteSize, durationMs, formatDuration, parseByteSize, parseDuration } from './units.ts';
