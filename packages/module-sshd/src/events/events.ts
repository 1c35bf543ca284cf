/** Events: declarations of all that the module dispatches. */

import {
  AuditEvent,
  assertedAddress,
  boolean,
  duration,
  integer,
  nullable,
  port,
  text,
  time,
} from '@correlator/events';

/** The fields of a login. */
export const loginFields = {
  host: text('Host'),
  user: text('User'),
  address: nullable(assertedAddress('Source address')),
  port: nullable(port('Source port')),
  method: text('Method'),
};

/** The key of a login, where it was by one. */
const keyFields = {
  key: nullable(text('Type and fingerprint of the key')),
  certificate: nullable(text('Id of the certificate')),
  serial: nullable(text('Serial number of the certificate')),
};

/** A login. Dispatched at the moment of acceptance. */
export class SSHLoginSucceeded extends AuditEvent.withFields({
  type: 'sshd.login-succeeded',
  version: 2,
  fields: {
    ...loginFields,
    failures: integer('Failed attempts before, on this connection'),
    ...keyFields,
  },
  summary: '{{ user }} logged in to {{ host }} from {{ address }} by {{ method }}',
}) {}

/** The end of a connection on which attempts to log in failed and none succeeded. Dispatched once per connection. */
export class SSHLoginFailed extends AuditEvent.withFields({
  type: 'sshd.login-failed',
  fields: {
    host: text('Host'),
    user: nullable(text('User, as last tried')),
    address: nullable(assertedAddress('Source address')),
    port: nullable(port('Source port')),
    attempts: integer('Failed attempts'),
    invalidUser: boolean('No such user, or not allowed'),
    started: time('First seen'),
  },
  summary: 'login of {{ user }} to {{ host }} from {{ address }} failed, attempts: {{ attempts }}',
}) {}

/** The end of a session that began with a login. */
export class SSHSessionEnded extends AuditEvent.withFields({
  type: 'sshd.session-ended',
  version: 2,
  fields: {
    ...loginFields,
    started: time('Logged in'),
    duration: duration('Duration'),
    failures: integer('Failed attempts before, on this connection'),
    ...keyFields,
  },
  summary: 'session of {{ user }} on {{ host }} from {{ address }} ended after {{ duration }}',
}) {}

const figures = {
  succeeded: integer('Successful logins'),
  failed: integer('Failed logins (connections)'),
  failedWithoutSuccess: integer('Failed logins whose source had no successful login that day'),
  attempts: integer('Failed attempts'),
  sourcesExceeded: integer('Source addresses that exceeded the limit'),
};

/** The figures of a day. */
export class SSHDailyStatistics extends AuditEvent.withFields({
  type: 'sshd.daily-statistics',
  fields: { day: text('Day'), ...figures },
  summary:
    '{{ day }}: {{ succeeded }} logins succeeded, {{ failed }} failed ({{ attempts }} attempts), {{ sourcesExceeded }} sources exceeded the limit',
}) {}

/** The running totals. */
export class SSHStatistics extends AuditEvent.withFields({
  type: 'sshd.statistics',
  fields: {
    succeeded: figures.succeeded,
    failed: figures.failed,
    attempts: figures.attempts,
    attemptsUnattributed: integer('Of these without a sure source address'),
    exceeded: integer('Times that the limit was exceeded'),
    withheld: integer('Times that the guard held back an event to block by'),
  },
  summary:
    '{{ succeeded }} logins succeeded, {{ failed }} failed ({{ attempts }} attempts), limit exceeded {{ exceeded }} times',
}) {}

/** The figures of what sshd logs besides logins, of all hosts together. */
export class SSHServerStatistics extends AuditEvent.withFields({
  type: 'sshd.server-statistics',
  version: 2,
  fields: {
    dropped: integer('Connections that sshd itself refused (MaxStartups, penalties)'),
    withoutAttempt: integer('Connections that came to nothing before anybody tried to log in'),
    closed: integer('Of these ended before they named a user'),
    negotiationsFailed: integer('Of these spoke no SSH, or none that sshd takes'),
    unknownMessages: integer('Messages that no pattern knows'),
    unknownTemplates: integer('Templates of these'),
  },
  summary:
    'sshd refused {{ dropped }} connections, {{ withoutAttempt }} came to nothing, and it said {{ unknownMessages }} times what is not known',
}) {}

/**
 * The connections of a source that came to nothing on a day before anybody tried to log in. Dispatched for sources with
 * `preauth.report` of them or more, the busiest hundred.
 */
export class SSHSourceStatistics extends AuditEvent.withFields({
  type: 'sshd.source-statistics',
  fields: {
    day: text('Day'),
    source: text('Source: the address, or its network'),
    connections: integer('Connections that came to nothing'),
    closed: integer('Of these ended before they named a user'),
    negotiationsFailed: integer('Of these spoke no SSH, or none that sshd takes'),
    refused: integer('Of these refused by sshd itself'),
  },
  summary:
    '{{ day }}: {{ connections }} connections of {{ source }} came to nothing, {{ closed }} without a word, {{ negotiationsFailed }} without SSH, {{ refused }} refused',
}) {}

/** The figures of whom listeners blocked for this module's events. Dispatched only if somebody was blocked. */
export class SSHBlockStatistics extends AuditEvent.withFields({
  type: 'sshd.block-statistics',
  fields: {
    day: text('Day'),
    sourcesBlocked: integer('Source addresses blocked that day'),
    blocks: integer('Blocks, of the whole run'),
    blockedNow: integer('Source addresses blocked now'),
  },
  summary: '{{ day }}: {{ sourcesBlocked }} sources were blocked, {{ blockedNow }} are blocked now',
}) {}
