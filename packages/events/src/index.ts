export { AddressBlocked, AddressUnblocked, blockingEvents } from './blocking.ts';
export { byteSize, parseByteSize } from './byte-size.ts';
export {
  type AuditDeclaration,
  type AuditEventClass,
  type AuditEventOf,
  fieldProblems,
  reservedNames,
} from './declaration.ts';
export { durationMs, formatDuration, parseDuration } from './duration.ts';
export { CorrelatorError, type CorrelatorErrorOptions, errorText, isCorrelatorError, messageOf } from './errors.ts';
export {
  Event,
  type EventData,
  type EventJSON,
  type EventOptions,
  type EventStamp,
  isAuditEvent,
  isEvent,
  type Rendered,
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
  port,
  text,
  time,
} from './fields.ts';
export { type EventCause, type EventOrigin, identityOf } from './identity.ts';
export { parseIPv4 } from './ipv4.ts';
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
export { nearestName } from './nearest-name.ts';
export { isAtLeast, type Severity, severities } from './severity.ts';
export {
  type AnyAuditEvent,
  AuditEvent,
  ErrorEvent,
  type EventClass,
  NoticeEvent,
  type TemplateDeclaration,
  type TemplateEventClass,
  WarningEvent,
} from './standard-events.ts';
export { eventFromJSON } from './stored-event.ts';
export type { Templates } from './templates.ts';
export { isTimeZone, type TimeZone, timeZone } from './time-zone.ts';
