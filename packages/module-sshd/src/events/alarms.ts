import { assertedAddress, duration, ErrorEvent, integer, text, time, WarningEvent } from '@correlator/events';
import { loginFields } from './events.ts';

const address = assertedAddress('Source address');
const source = text('Source: the address, or its network');
const window = duration('Time window');
const failures = integer('Failed attempts');

/** A source failed to log in too often within the window. Once per excess. */
export class SSHLoginTriesExceeded extends ErrorEvent.withFields({
  type: 'sshd.login-tries-exceeded',
  fields: { address, source, failures, window },
  summary: '{{ source }} failed {{ failures }} logins within {{ window }}',
}) {}

/** A source stays below the limit, and fails all day. Once per window. */
export class SSHSlowAttack extends ErrorEvent.withFields({
  type: 'sshd.slow-attack',
  fields: { address, source, failures, window },
  summary: '{{ source }} failed {{ failures }} logins within {{ window }}, slowly',
}) {}

/** A source tried many user names. Once per window. */
export class SSHManyUsersTried extends ErrorEvent.withFields({
  type: 'sshd.many-users-tried',
  fields: { address, source, users: integer('User names'), window },
  summary: '{{ source }} tried {{ users }} user names within {{ window }}',
}) {}

/** Many sources failed to log in as one user. Once per window. */
export class SSHDistributedAttack extends WarningEvent.withFields({
  type: 'sshd.distributed-attack',
  fields: { user: text('User'), sources: integer('Sources'), window },
  summary: '{{ sources }} sources failed to log in as {{ user }} within {{ window }}',
}) {}

/** A source that had failed often has got in. */
export class SSHBreachSuspected extends ErrorEvent.withFields({
  type: 'sshd.breach-suspected',
  fields: { ...loginFields, source, failures, window },
  summary:
    '{{ user }} logged in to {{ host }} from {{ address }}, from where {{ failures }} logins had failed within {{ window }}',
}) {}

/** Root logged in. */
export class SSHRootLogin extends WarningEvent.withFields({
  type: 'sshd.root-login',
  fields: loginFields,
  summary: '{{ user }} logged in to {{ host }} from {{ address }} by {{ method }}',
}) {}

/** A user logged in from where that user never came from, as far as is remembered. */
export class SSHNewSource extends WarningEvent.withFields({
  type: 'sshd.login-from-new-source',
  fields: { ...loginFields, source, known: integer('Sources known before') },
  summary: '{{ user }} logged in to {{ host }} from {{ address }} for the first time',
}) {}

/** An event to block a source by was held back, because somebody is or was logged in from there. */
export class SSHGuardHeld extends WarningEvent.withFields({
  type: 'sshd.guard-held',
  fields: {
    withheld: text('Type of the event that was held back'),
    source,
    count: integer('Failed attempts, or user names'),
    window,
    open: integer('Open sessions from there'),
    lastSeen: time('Last login or end of a session from there'),
  },
  summary: '{{ withheld }} about {{ source }} is held back: somebody is or was logged in from there',
}) {}

/** sshd said what no pattern knows: at the 1st, 10th, 100th … time on a host. */
export class SSHUnknownMessage extends WarningEvent.withFields({
  type: 'sshd.unknown-message',
  fields: { host: text('Host'), template: text('What it said, without what differs'), count: integer('How often') },
  summary: 'sshd on {{ host }} said what is not known, {{ count }} times so far: {{ template }}',
}) {}
