import { type CompiledPattern, compilePattern, SshMessage, type SshReading } from './message.ts';
import { createPatternFinder } from './pattern-finder.ts';
import { authMessages } from './patterns/auth.ts';
import { certificateMessages } from './patterns/certificates.ts';
import { connectionMessages } from './patterns/connection.ts';
import { cutMessages } from './patterns/cut.ts';
import { daemonMessages } from './patterns/daemon.ts';
import { functionMessages } from './patterns/functions.ts';
import { handshakeMessages } from './patterns/handshake.ts';
import { keyMessages } from './patterns/keys.ts';
import { limitMessages } from './patterns/limits.ts';
import { nameMessages } from './patterns/names.ts';
import { notAllowedMessages } from './patterns/not-allowed.ts';
import { packetMessages } from './patterns/packet.ts';
import { pamMessages } from './patterns/pam.ts';
import type { MessagePattern } from './patterns/pattern.ts';
import { sessionMessages } from './patterns/session.ts';
import { systemMessages } from './patterns/system.ts';
import { transportMessages } from './patterns/transport.ts';

/** All message patterns, in the order in which they are tried. */
export const messagePatterns: readonly MessagePattern[] = [
  ...authMessages,
  ...pamMessages,
  ...notAllowedMessages,
  ...connectionMessages,
  ...transportMessages,
  ...handshakeMessages,
  ...limitMessages,
  ...nameMessages,
  ...keyMessages,
  ...certificateMessages,
  ...sessionMessages,
  ...packetMessages,
  ...daemonMessages,
  ...systemMessages,
  ...functionMessages,
  ...cutMessages,
];

const candidatesOf = createPatternFinder(messagePatterns.map(compilePattern));

const closingBracket = 93;
const dot = 46;
const letterA = 97;
const letterC = 99;

function withoutLevel(text: string): string {
  const level = text.slice(0, 7);
  return level === 'error: ' || level === 'fatal: ' ? text.slice(7) : text;
}

/** The place in its source that sshd names for LogVerbose (log.c, since 8.5): `auth.c:auth_log():343 (…): `. */
const place = /^[\w.+-]{1,48}\.c:\w{1,48}\(\):\d{1,6} \((?:bin=[^ ,()]{1,100}, )?pid=\d{1,10}\): /;

/** Takes the place in sshd's source off. Most messages have no colon behind a `.c`, which is looked at first. */
function withoutPlace(text: string): string {
  const colon = text.indexOf(':');
  if (text.charCodeAt(colon - 1) !== letterC || text.charCodeAt(colon - 2) !== dot) return text;
  return text.slice(place.exec(text)?.[0].length ?? 0);
}

/** Returns whether the process that logged it had not let anybody in yet. */
function isPreauth(message: string): boolean {
  // A part compared with === costs a fraction of what endsWith does.
  return message.charCodeAt(message.length - 1) === closingBracket && message.slice(-10) === ' [preauth]';
}

function isPostauth(message: string): boolean {
  return message.charCodeAt(message.length - 1) === closingBracket && message.slice(-11) === ' [postauth]';
}

function withoutFront(text: string): string {
  const first = text.charCodeAt(0);
  if (first < letterA) return text;
  return withoutPlace(first === 101 || first === 102 ? withoutLevel(text) : text);
}

function textOf(message: string, preauth: boolean): string {
  if (preauth) return withoutFront(message.slice(0, -10));
  return withoutFront(isPostauth(message) ? message.slice(0, -11) : message);
}

/** Returns a message without what sshd puts around it: level, place in its source, and the process that logged it. */
export function bareText(message: string): string {
  return textOf(message, isPreauth(message));
}

/**
 * The number of bytes below which messages are believed to be whole. Anything on the way may cut longer ones and trim the
 * blanks at the end of what is left, of which a name may have a hundred. Devices cut lines from 255 bytes on, RFC 5424 (6.1)
 * from 480; no device is known that cuts messages below 160.
 */
export const defaultTruncation = 60;

/**
 * Returns a message with the first pattern that it matches, or undefined if none does. Never throws. Messages of fewer
 * bytes than `truncation` are whole.
 */
export function matchMessage(message: string, truncation = defaultTruncation): SshMessage | undefined {
  const preauth = isPreauth(message);
  const text = textOf(message, preauth);
  const candidates = candidatesOf(text);
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i] as CompiledPattern;
    const groups = candidate.plain.exec(text) ?? candidate.anyName?.exec(text) ?? null;
    if (groups !== null) return new SshMessage(message, candidate, groups, { preauth, truncation });
  }
  return undefined;
}

/**
 * Returns what a message of sshd says by itself, or undefined if no pattern knows it. Never throws. Its address is the
 * peer's for sure; one that stands behind text of the client's own is `claimed`, if the message has `truncation` bytes or
 * more (60 where it is left out).
 *
 * @example
 * const said = readMessage('Failed password for root from 192.0.2.7 port 40022 ssh2');
 * said?.kind; // 'failed_password'
 * said?.address; // '192.0.2.7'
 * const cut = readMessage('Failed password for invalid user admin from 192.0.2.7 port 40022 ssh2');
 * cut?.address; // null
 * cut?.claimed; // '192.0.2.7'
 */
export function readMessage(message: string, truncation?: number): SshReading | undefined {
  return matchMessage(message, truncation)?.read();
}
