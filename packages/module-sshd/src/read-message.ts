import { type CompiledPattern, compilePattern, SshMessage } from './message.ts';
import { authMessages } from './messages/auth.ts';
import { connectionMessages } from './messages/connection.ts';
import { daemonMessages } from './messages/daemon.ts';
import { keyMessages } from './messages/keys.ts';
import { negotiationMessages } from './messages/negotiation.ts';
import { pamMessages } from './messages/pam.ts';
import type { MessagePattern } from './messages/pattern.ts';
import { refusalMessages } from './messages/refusals.ts';
import { sessionMessages } from './messages/session.ts';
import { createPatternFinder } from './pattern-finder.ts';
import type { SshReading } from './reading.ts';

/** Every message pattern, in the order in which they are tried. */
export const messagePatterns: readonly MessagePattern[] = [
  ...authMessages,
  ...pamMessages,
  ...connectionMessages,
  ...negotiationMessages,
  ...refusalMessages,
  ...keyMessages,
  ...sessionMessages,
  ...daemonMessages,
];

const candidatesOf = createPatternFinder(messagePatterns.map(compilePattern));

const closingBracket = 93;

function withoutLevel(text: string): string {
  const level = text.slice(0, 7);
  return level === 'error: ' || level === 'fatal: ' ? text.slice(7) : text;
}

/** A message without what sshd puts before and behind it: the level, and which of its processes spoke. */
export function bareText(message: string): string {
  let text = message;
  // Parts compared with === cost a fraction of what startsWith and endsWith do.
  if (text.charCodeAt(text.length - 1) === closingBracket) {
    if (text.slice(-10) === ' [preauth]') text = text.slice(0, -10);
    else if (text.slice(-11) === ' [postauth]') text = text.slice(0, -11);
  }
  const first = text.charCodeAt(0);
  return first === 101 || first === 102 ? withoutLevel(text) : text;
}

/** The pattern that `message` matches, if any. Never throws. */
export function matchMessage(message: string): SshMessage | undefined {
  const text = bareText(message);
  const candidates = candidatesOf(text);
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i] as CompiledPattern;
    const groups = candidate.plain.exec(text) ?? candidate.anyName?.exec(text) ?? null;
    if (groups !== null) return new SshMessage(message, candidate, groups);
  }
  return undefined;
}

/** What sshd said in `message`, or undefined where the message is not known. Never throws. */
export function readMessage(message: string): SshReading | undefined {
  return matchMessage(message)?.read();
}
