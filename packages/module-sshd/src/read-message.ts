import { copyText } from '@correlator/core';
import { parseAddress } from './address.ts';
import { authMessages } from './messages/auth.ts';
import { connectionMessages } from './messages/connection.ts';
import { pamMessages } from './messages/pam.ts';
import type { MessagePattern } from './messages/pattern.ts';
import type { SshReading } from './reading.ts';

/** Every message pattern, in the order in which they are tried. */
export const messagePatterns: readonly MessagePattern[] = [...authMessages, ...pamMessages, ...connectionMessages];

/** Patterns by the code of the first character of their prefix. */
const byFirst: (readonly MessagePattern[] | undefined)[] = [];
for (const pattern of messagePatterns) {
  const code = pattern.prefix.charCodeAt(0);
  byFirst[code] = [...(byFirst[code] ?? []), pattern];
}

/** From this length on, sshd or syslog may have cut the message (log.c: 1,024 bytes, of which syslog gets 500). */
const mayBeCut = 500;

const [preauthSuffix, postauthSuffix] = [' [preauth]', ' [postauth]'];
const levels = ['error: ', 'fatal: '];

function withoutLevel(text: string): string {
  for (const level of levels) if (text.startsWith(level)) return text.slice(level.length);
  return text;
}

/** What sshd said in `message`, or undefined where the message is not known. Never throws. */
export function readMessage(message: string): SshReading | undefined {
  const match = matchMessage(message);
  return match === undefined ? undefined : interpretMatch(match, message);
}

/** A message and the pattern that it matches: what is read in it is made only for those who want it. */
export interface MessageMatch {
  readonly pattern: MessagePattern;
  readonly groups: RegExpExecArray;
}

/** The pattern that `message` matches, if any. Never throws. */
export function matchMessage(message: string): MessageMatch | undefined {
  let text = message;
  if (text.charCodeAt(text.length - 1) === 93) {
    if (text.endsWith(preauthSuffix)) text = text.slice(0, -preauthSuffix.length);
    else if (text.endsWith(postauthSuffix)) text = text.slice(0, -postauthSuffix.length);
  }
  const first = text.charCodeAt(0);
  if (first === 101 || first === 102) text = withoutLevel(text);
  const candidates = byFirst[text.charCodeAt(0)];
  if (candidates === undefined) return undefined;
  for (let i = 0; i < candidates.length; i++) {
    const pattern = candidates[i] as MessagePattern;
    if (!text.startsWith(pattern.prefix)) continue;
    const groups = pattern.pattern.exec(text);
    if (groups !== null) return { pattern, groups };
  }
  return undefined;
}

/** What a matched message says. */
export function interpretMatch({ pattern, groups }: MessageMatch, message: string): SshReading {
  return interpret(pattern, groups, { cut: message.length >= mayBeCut, preauth: message.endsWith(preauthSuffix) });
}

function group(match: RegExpExecArray, index: number | undefined): string | null {
  return index === undefined ? null : (match[index] ?? null);
}

/** Group 0 for `invalid` means: always. */
function isInvalid(match: RegExpExecArray, index: number | undefined): boolean {
  if (index === undefined) return false;
  // Of the words that may stand there (invalid, illegal, authenticating, user), these two begin with an i.
  return index === 0 || match[index]?.charCodeAt(0) === 105;
}

function interpret(
  of: MessagePattern,
  match: RegExpExecArray,
  { cut, preauth }: { cut: boolean; preauth: boolean },
): SshReading {
  const { groups, side } = of;
  const written = group(match, groups.address);
  const parsed = written === null ? null : parseAddress(written);
  const sure = parsed !== null && (side === 'left' || (side === 'right' && !cut));
  const port = group(match, groups.port);
  const user = group(match, groups.user);
  return {
    kind: of.kindOf === undefined ? of.kind : of.kindOf(match),
    pattern: of.id,
    user: user === null ? null : copyText(user),
    invalidUser: isInvalid(match, groups.invalid),
    address: sure ? parsed : null,
    claimed: sure || written === null || written === '' ? null : copyText(parsed ?? written),
    port: port === null ? null : Number(port),
    method: group(match, groups.method),
    outcome: of.outcome,
    count: groups.count === undefined ? 1 : Number(match[groups.count]),
    pamModule: group(match, groups.pamModule),
    preauth,
  };
}
