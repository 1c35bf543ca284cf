import {
  AuditEvent,
  address,
  assertedAddress,
  boolean,
  choice,
  duration,
  ErrorEvent,
  integer,
  nullable,
  number,
  port,
  text,
  time,
} from '@correlator/events';
import { type Kinds, ten } from './support.ts';

const every = {
  title: text('Title'),
  count: integer('Count'),
  score: number('Score'),
  isRoot: boolean('Whether it was root'),
  seenAt: time('Seen at'),
  window: duration('Time window'),
  clientPort: port('Port of the client'),
  from: address('Claimed source'),
  source: assertedAddress('Source'),
  method: choice('Method', ['password', 'publickey']),
};

const orNull = {
  titleOrNull: nullable(text('Title')),
  countOrNull: nullable(integer('Count')),
  scoreOrNull: nullable(number('Score')),
  isRootOrNull: nullable(boolean('Whether it was root')),
  seenAtOrNull: nullable(time('Seen at')),
  windowOrNull: nullable(duration('Time window')),
  clientPortOrNull: nullable(port('Port of the client')),
  fromOrNull: nullable(address('Claimed source')),
  sourceOrNull: nullable(assertedAddress('Source')),
  methodOrNull: nullable(choice('Method', ['password', 'publickey'])),
};

/** An event with a field of each kind, twice: once it may be null. */
export class Everything extends AuditEvent.withFields({
  type: 'test.every-kind',
  fields: { ...every, ...orNull },
  summary: '{{ title }}',
}) {}

export type EverythingData = ConstructorParameters<typeof Everything>[0];

/** The kinds of its fields. */
export const everyKind: Kinds = Object.fromEntries(
  Object.entries(Everything.fields).map(([name, { kind }]) => [name, kind]),
);

export const everything: EverythingData = {
  title: 'it\'s a "title"; -- \\',
  count: Number.MAX_SAFE_INTEGER,
  score: -1.5e-7,
  isRoot: true,
  seenAt: ten + 0.999,
  window: 1234.5,
  clientPort: 65_535,
  from: 'fe80::1%eth0',
  source: '2001:DB8::7',
  method: 'publickey',
  titleOrNull: null,
  countOrNull: null,
  scoreOrNull: null,
  isRootOrNull: null,
  seenAtOrNull: null,
  windowOrNull: null,
  clientPortOrNull: null,
  fromOrNull: null,
  sourceOrNull: null,
  methodOrNull: null,
};

/** Somebody failed too often. */
export class TriesExceeded extends ErrorEvent.withFields({
  type: 'sshd.login-tries-exceeded',
  fields: { address: assertedAddress('Source'), failures: integer('Failures') },
  summary: '{{ address }} failed {{ failures }} times',
}) {}

export const exceededKinds: Kinds = { address: 'assertedAddress', failures: 'integer' };

export function exceeded(id: string, failures = 5, at = ten): TriesExceeded {
  return new TriesExceeded({ address: '192.0.2.7', failures }, { id, system: 'sshd', time: at });
}

/** Somebody could not log in. */
export class LoginFailed extends AuditEvent.withFields({
  type: 'sshd.login-failed',
  fields: { user: nullable(text('User')), order: text('A word of SQL') },
  summary: '{{ user }} could not log in',
}) {}

export const failedKinds: Kinds = { user: 'text', order: 'text' };

export function failed(id: string, user: string | null, order = 'x'): LoginFailed {
  return new LoginFailed({ user, order }, { id, system: 'sshd', time: ten });
}
