import { AuditEvent, assertedAddress, boolean, choice, integer, nullable, port, text, time } from '@correlator/events';

const source = nullable(text('Source: the address, or its network'));
const address = nullable(assertedAddress('Source address'));

/**
 * Failed attempts to log in, at the time when they happened. Attempts whose peer is not known at once are dispatched without
 * a source, and a second time, as counted, when it becomes known. For modules only.
 */
export class SshAttempt extends AuditEvent.withFields({
  type: 'sshd.attempt',
  version: 2,
  internal: true,
  fields: {
    source,
    address,
    user: nullable(text('User')),
    invalidUser: boolean('No such user, or not allowed'),
    at: time('When it happened'),
    count: integer('Attempts'),
    first: boolean('The first of its connection'),
    counted: boolean('Dispatched before, without a source'),
  },
  summary: '{{ count }} failed attempts from {{ address }}',
}) {}

/** A source of a wider network from which logins failed, at most once per window. For modules only. */
export class SshSourceFailed extends AuditEvent.withFields({
  type: 'sshd.source-failed',
  internal: true,
  fields: {
    network: text('The wider network'),
    source: text('Source: the address, or its network'),
    proven: boolean('Not only claimed'),
    at: time('When it happened'),
  },
  summary: 'logins from {{ source }} failed',
}) {}

/** What became of connections on which nobody tried to log in. */
export const nuisances = ['closed', 'negotiation', 'refused'] as const;

/** What became of a connection on which nobody tried to log in. */
export type Nuisance = (typeof nuisances)[number];

/** Connections of a source that came to nothing before anybody tried to log in. For modules only. */
export class SshNuisance extends AuditEvent.withFields({
  type: 'sshd.nuisance',
  internal: true,
  fields: {
    source: text('Source: the address, or its network'),
    kind: choice('What became of them', nuisances),
    count: integer('Connections'),
    at: time('When it happened'),
  },
  summary: '{{ count }} connections of {{ source }} came to nothing: {{ kind }}',
}) {}

/** A login. For modules only; listeners have `SSHLoginSucceeded`. */
export class SshLogin extends AuditEvent.withFields({
  type: 'sshd.login',
  internal: true,
  fields: {
    source,
    address,
    host: text('Host'),
    user: text('User'),
    port: nullable(port('Source port')),
    method: text('Method'),
    failures: integer('Failed attempts before, on this connection'),
    failedAt: nullable(time('When the first of them happened')),
  },
  summary: '{{ user }} logged in from {{ address }}',
}) {}

/** The end of a session, or of one that is so old that it must have ended. For modules only. */
export class SshLogout extends AuditEvent.withFields({
  type: 'sshd.logout',
  internal: true,
  fields: { source, host: text('Host'), user: text('User'), started: time('Logged in'), at: time('When') },
  summary: 'a session from {{ source }} ended',
}) {}
