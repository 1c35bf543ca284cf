import { assertedAddress, duration, ErrorEvent, integer, nullable, text, time, WarningEvent } from '@correlator/events';
import { loginFields } from './events.ts';

const address = assertedAddress('Source address');
const source = text('Source: the address, or its network');
const window = duration('Time window');
const failures = integer('Failed attempts');

/** A source that failed to log in too often within the window. Dispatched once per excess. */
export class SSHLoginTriesExceeded extends ErrorEvent.withFields({
  type: 'sshd.login-tries-exceeded',
  fields: { address, source, failures, window },
  summary: '{{ source }} failed {{ failures }} logins within {{ window }}',
}) {}

/** A source that stays below the limit, and fails all day. Dispatched once per window. */
export class SSHSlowAttack extends ErrorEvent.withFields({
  type: 'sshd.slow-attack',
  fields: { address, source, failures, window },
  summary: '{{ source }} failed {{ failures }} logins within {{ window }}, slowly',
}) {}

/** A source that tried many user names. Dispatched once per window. */
export class SSHManyUsersTried extends ErrorEvent.withFields({
  type: 'sshd.many-users-tried',
  fields: { address, source, users: integer('User names'), window },
  summary: '{{ source }} tried {{ users }} user names within {{ window }}',
}) {}

/** A user as whom many sources failed to log in. Dispatched once per window. */
export class SSHDistributedAttack extends WarningEvent.withFields({
  type: 'sshd.distributed-attack',
  fields: { user: text('User'), sources: integer('Sources'), window },
  summary: '{{ sources }} sources failed to log in as {{ user }} within {{ window }}',
}) {}

/**
 * A wider network of which many sources failed to log in, each below its limits. Dispatched once per window. What is only
 * claimed may be made up by a client: nobody is to be blocked by this.
 */
export class SSHNetworkAttack extends WarningEvent.withFields({
  type: 'sshd.network-attack',
  fields: {
    network: text('Network'),
    sources: integer('Sources'),
    claimed: integer('Of these only claimed'),
    window,
  },
  summary:
    '{{ sources }} sources of {{ network }} failed to log in within {{ window }}, {{ claimed }} of them only claimed',
}) {}

/** A login from a source that had failed often before. */
export class SSHBreachSuspected extends ErrorEvent.withFields({
  type: 'sshd.breach-suspected',
  fields: { ...loginFields, source, failures, window },
  summary:
    '{{ user }} logged in to {{ host }} from {{ address }}, from where {{ failures }} logins had failed within {{ window }}',
}) {}

/** A login of root. */
export class SSHRootLogin extends WarningEvent.withFields({
  type: 'sshd.root-login',
  fields: loginFields,
  summary: '{{ user }} logged in to {{ host }} from {{ address }} by {{ method }}',
}) {}

/** A login from a source that is not remembered for the user. */
export class SSHNewSource extends WarningEvent.withFields({
  type: 'sshd.login-from-new-source',
  fields: { ...loginFields, source, known: integer('Sources known before') },
  summary: '{{ user }} logged in to {{ host }} from {{ address }} for the first time',
}) {}

/** An event to block a source by that was held back, as somebody is or was logged in from there. */
export class SSHGuardHeld extends WarningEvent.withFields({
  type: 'sshd.guard-held',
  version: 2,
  fields: {
    withheld: text('Type of the event that was held back'),
    source,
    count: integer('Failed attempts, or user names'),
    window,
    host: text('Host that somebody logged in to from there'),
    user: text('Who that was'),
    open: integer('Open sessions from there'),
    lastSeen: time('Last login or end of a session from there'),
  },
  summary: '{{ withheld }} about {{ source }} is held back: {{ user }} is or was logged in to {{ host }} from there',
}) {}

/**
 * An entry under the name of sshd that sshd cannot have written, as the journal says: a user did, and none of it is believed.
 * Dispatched at the 1st, 10th, 100th … time on a host.
 */
export class SSHClaimedMessage extends WarningEvent.withFields({
  type: 'sshd.claimed-message',
  fields: {
    host: text('Host'),
    uid: integer('User id of who wrote it'),
    program: nullable(text('Path or name of the program that wrote it')),
    unit: nullable(text('Unit of systemd that it ran in')),
    count: integer('How often'),
  },
  summary:
    'on {{ host }}, user {{ uid }} wrote with {{ program }} what only sshd says, {{ count }} times so far: it is not believed',
}) {}

/** A message of sshd that no pattern knows. Dispatched at the 1st, 10th, 100th … time on a host. */
export class SSHUnknownMessage extends WarningEvent.withFields({
  type: 'sshd.unknown-message',
  fields: { host: text('Host'), template: text('What it said, without what differs'), count: integer('How often') },
  summary: 'sshd on {{ host }} said what is not known, {{ count }} times so far: {{ template }}',
}) {}
