import { AuditEvent, assertedAddress, boolean, integer, nullable, port, text, time } from '@correlator/events';

const source = nullable(text('Source: the address, or its network'));
const address = nullable(assertedAddress('Source address'));

/** Failed attempts to log in, at the time when they happened. For modules only. */
export class SshAttempt extends AuditEvent.withFields({
  type: 'sshd.attempt',
  internal: true,
  fields: {
    source,
    address,
    user: nullable(text('User')),
    invalidUser: boolean('No such user, or not allowed'),
    at: time('When it happened'),
    count: integer('Attempts'),
    first: boolean('The first of its connection'),
  },
  summary: '{{ count }} failed attempts from {{ address }}',
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
