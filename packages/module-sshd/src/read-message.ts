import { copyText } from '@correlator/core';
import { parseAddress } from './address.ts';
import { authMessages } from './messages/auth.ts';
import { connectionMessages } from './messages/connection.ts';
import { pamMessages } from './messages/pam.ts';
import type { AddressSide, MessagePattern } from './messages/pattern.ts';
import type { SshKind, SshReading } from './reading.ts';

/** Every message pattern, in the order in which they are tried. */
export const messagePatterns: readonly MessagePattern[] = [...authMessages, ...pamMessages, ...connectionMessages];

/** A message pattern in the one shape that is quick to go by: numbers of groups, -1 for none. */
export interface CompiledPattern {
  readonly source: MessagePattern;
  readonly kind: SshKind;
  readonly prefix: string;
  readonly pattern: RegExp;
  readonly side: AddressSide;
  readonly user: number;
  readonly invalid: number;
  readonly address: number;
  readonly port: number;
  readonly method: number;
  readonly count: number;
  readonly pamModule: number;
}

function compile(source: MessagePattern): CompiledPattern {
  const { kind, prefix, pattern, side, groups } = source;
  const { user = -1, invalid = -1, address = -1, port = -1, method = -1, count = -1, pamModule = -1 } = groups;
  return { source, kind, prefix, pattern, side, user, invalid, address, port, method, count, pamModule };
}

/** Patterns by the code of the first character of their prefix. */
const byFirst: (readonly CompiledPattern[] | undefined)[] = [];
for (const pattern of messagePatterns) {
  const code = pattern.prefix.charCodeAt(0);
  byFirst[code] = [...(byFirst[code] ?? []), compile(pattern)];
}

/** From this length on, sshd or syslog may have cut the message (log.c: 1,024 bytes, of which syslog gets 500). */
const mayBeCut = 500;

const [preauthSuffix, postauthSuffix] = [' [preauth]', ' [postauth]'];
const closingBracket = 93;
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
  readonly pattern: CompiledPattern;
  readonly groups: RegExpExecArray;
}

/** The pattern that `message` matches, if any. Never throws. */
export function matchMessage(message: string): MessageMatch | undefined {
  let text = message;
  if (text.charCodeAt(text.length - 1) === closingBracket) {
    if (text.endsWith(preauthSuffix)) text = text.slice(0, -preauthSuffix.length);
    else if (text.endsWith(postauthSuffix)) text = text.slice(0, -postauthSuffix.length);
  }
  const first = text.charCodeAt(0);
  if (first === 101 || first === 102) text = withoutLevel(text);
  const candidates = byFirst[text.charCodeAt(0)];
  if (candidates === undefined) return undefined;
  for (let i = 0; i < candidates.length; i++) {
    const pattern = candidates[i] as CompiledPattern;
    if (!text.startsWith(pattern.prefix)) continue;
    const groups = pattern.pattern.exec(text);
    if (groups !== null) return { pattern, groups };
  }
  return undefined;
}

/** What a matched message says. */
export function interpretMatch({ pattern, groups }: MessageMatch, message: string): SshReading {
  const { source } = pattern;
  const written = group(groups, pattern.address);
  const parsed = written === null ? null : parseAddress(written);
  const port = group(groups, pattern.port);
  const user = group(groups, pattern.user);
  const sure = parsed !== null && isSure(pattern.side, message) && !isAmbiguous(user);
  return {
    kind: source.kindOf === undefined ? pattern.kind : source.kindOf(groups),
    pattern: source.id,
    user: user === null ? null : copyText(user),
    invalidUser: isInvalid(groups, pattern.invalid),
    address: sure ? parsed : null,
    claimed: sure || written === null || written === '' ? null : copyText(parsed ?? written),
    port: port === null ? null : Number(port),
    method: group(groups, pattern.method),
    outcome: source.outcome,
    count: pattern.count < 0 ? 1 : Number(groups[pattern.count]),
    pamModule: group(groups, pattern.pamModule),
    preauth: message.charCodeAt(message.length - 1) === closingBracket && message.endsWith(preauthSuffix),
  };
}

function group(match: RegExpExecArray, index: number): string | null {
  return index < 0 ? null : (match[index] ?? null);
}

/** Whether no client text can stand where the address stands. */
function isSure(side: AddressSide, message: string): boolean {
  return side === 'left' || (side === 'right' && message.length < mayBeCut);
}

/**
 * Whether what was taken for a name may hold sshd's own words. sshd cuts names at a colon, so this is no name of its
 * making: the address may stand in front of it.
 */
function isAmbiguous(user: string | null): boolean {
  return user !== null && (user.includes(' ssh2: ') || user.includes(' ssh1: '));
}

/** Group 0 for `invalid` means: always. */
function isInvalid(match: RegExpExecArray, index: number): boolean {
  if (index <= 0) return index === 0;
  // Of the words that may stand there (invalid, illegal, authenticating, user), these two begin with an i.
  return match[index]?.charCodeAt(0) === 105;
}
