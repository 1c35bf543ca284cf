/** Messages: what one message of sshd says, without any state. */

import { copyText } from '@correlator/events';
import { parseAddress, parseDigits, portOf } from './address.ts';
import { hasOneCandidate, ownTail } from './candidates.ts';
import { type KeyUsed, keyOf } from './key.ts';
import { type AddressSide, type MessagePattern, remoteId, remoteIdLast, type SshKind } from './patterns/pattern.ts';

/** A message pattern in the one shape that is quick to read: numbers of groups, with -1 for none. */
export interface CompiledPattern {
  readonly source: MessagePattern;
  readonly id: string;
  readonly kind: SshKind;
  readonly kindOf: MessagePattern['kindOf'];
  readonly prefix: string;
  /**
   * The pattern for user names without a space or a colon, as most are. It need not look back for the end of the name.
   */
  readonly plain: RegExp;
  /** The pattern for any user name; undefined if that makes no difference. */
  readonly anyName: RegExp | undefined;
  readonly side: AddressSide;
  readonly user: number;
  readonly invalid: number;
  readonly address: number;
  readonly port: number;
  readonly method: number;
  readonly count: number;
  readonly pamModule: number;
  readonly process: number;
  readonly key: number;
  readonly ends: boolean;
  /** By how many bytes the client's text in front of the address may be longer than a hundred. */
  readonly beyond: number;
}

/** The most bytes of a client's text in front of the address: a name by itself, within `%R`, and anything else. */
const longestName = 100;
const longestInRemoteId = 200;
const longestWords = 256;

/** Returns the most bytes of a client's text that a message may have in front of the address. */
function longestText({ pattern, groups, unbounded }: MessagePattern): number {
  if (unbounded === true) return Number.POSITIVE_INFINITY;
  if (groups.user === undefined) return longestWords;
  return pattern.source.includes(remoteId) || pattern.source.includes(remoteIdLast) ? longestInRemoteId : longestName;
}

/** Brings a pattern into the shape that is quick to read. */
export function compilePattern(source: MessagePattern): CompiledPattern {
  const { id, kind, kindOf, prefix, pattern, side, groups } = source;
  const { user = -1, invalid = -1, address = -1, port = -1, method = -1, count = -1 } = groups;
  const { pamModule = -1, process = -1, key = -1 } = groups;
  const plainSource = pattern.source.replace(/\((?:\.|\[\^:\])\*\) /, '([^ :]*) ');
  const isPlain = plainSource === pattern.source;
  const plain = isPlain ? pattern : new RegExp(plainSource);
  const anyName = isPlain ? undefined : pattern;
  const numbers = { user, invalid, address, port, method, count, pamModule, process, key };
  const beyond = longestText(source) - longestName;
  return { source, id, kind, kindOf, prefix, plain, anyName, side, ends: source.ends === true, ...numbers, beyond };
}

/** The reading of one message of sshd, as plain values. */
export interface SshReading extends KeyUsed {
  readonly kind: SshKind;
  /** The id of the message pattern that matched. */
  readonly pattern: string;
  readonly user: string | null;
  /** True if sshd called the user invalid (or illegal, or not allowed). */
  readonly invalidUser: boolean;
  /** The peer's address, if no client text can stand for it. */
  readonly address: string | null;
  /** The text in the address's place if it is not sure: a name, or an address that may be forged. */
  readonly claimed: string | null;
  readonly port: number | null;
  readonly method: string | null;
  readonly outcome: MessagePattern['outcome'];
  /** N of `PAM N more authentication failures` and `N connections dropped`, otherwise 1. */
  readonly count: number;
  /** The PAM module that logged it, such as `pam_unix`. */
  readonly pamModule: string | null;
  /** True if sshd had not let anybody in yet. */
  readonly preauth: boolean;
}

/** What is known of a message besides its text. */
export interface Around {
  readonly preauth: boolean;
  readonly truncation: number;
}

/** A message of sshd and the pattern that it matches. What it says is read when it is asked for. */
export class SshMessage {
  readonly text: string;
  readonly pattern: CompiledPattern;
  readonly groups: RegExpExecArray;
  readonly kind: SshKind;
  /** True if sshd had not let anybody in yet. */
  readonly preauth: boolean;
  /** Messages of fewer bytes are whole, if a client's text in them has a hundred bytes at most. */
  readonly truncation: number;
  /** The address, once it was read. */
  sureAddress: string | null | undefined;

  constructor(text: string, pattern: CompiledPattern, groups: RegExpExecArray, { preauth, truncation }: Around) {
    this.text = text;
    this.pattern = pattern;
    this.groups = groups;
    this.kind = pattern.kindOf === undefined ? pattern.kind : pattern.kindOf(groups);
    this.preauth = preauth;
    this.truncation = truncation;
    this.sureAddress = undefined;
  }

  /** The user name in memory of its own; null if the message names none. */
  get user(): string | null {
    const user = this.group(this.pattern.user);
    return user === null ? null : copyText(user);
  }

  /** True if sshd called the user invalid (or illegal, or not allowed). */
  get invalidUser(): boolean {
    const { invalid } = this.pattern;
    // Group 0 stands for always. Of the words that may stand there, only invalid and illegal begin with an i.
    return invalid === 0 || (invalid > 0 && this.groups[invalid]?.charCodeAt(0) === 105);
  }

  /** The text in the address's place, sure or not. */
  get written(): string | null {
    return this.group(this.pattern.address);
  }

  /** Spares the reading of an address that is written like that of the connection. */
  recognise(address: string): void {
    const written = this.written;
    if (written !== null && isSame(written, address) && this.isSure()) this.sureAddress = address;
  }

  /** The peer's address, if no client text can stand for it. */
  get address(): string | null {
    if (this.sureAddress === undefined) {
      const written = this.written;
      this.sureAddress = written === null || !this.isSure() ? null : parseAddress(written);
    }
    return this.sureAddress;
  }

  /** The text in the address's place if it is not sure. */
  get claimed(): string | null {
    const written = this.written;
    if (written === null || written === '' || this.address !== null) return null;
    return copyText(parseAddress(written) ?? written);
  }

  /** The number in the port's place; -1 if the message names none. */
  get portNumber(): number {
    const digits = this.group(this.pattern.port);
    return digits === null ? -1 : parseDigits(digits);
  }

  get port(): number | null {
    return portOf(this.portNumber);
  }

  /** The same where it is as sure as the address; -1 where the message names no address for sure. */
  get surePort(): number {
    return this.address === null ? -1 : this.portNumber;
  }

  /** True if sshd says that nobody has logged in on the connection and somebody tries to: it names the user. */
  get isAuthenticating(): boolean {
    const word = this.group(this.pattern.invalid)?.charCodeAt(0);
    // invalid user, authenticating user; behind a login it is `user`.
    return word === 105 || word === 97;
  }

  /** The peer as far as the message names it: its address, or what it is claimed to be. */
  get peer(): string | null {
    return this.address ?? this.claimed;
  }

  get method(): string | null {
    return this.group(this.pattern.method);
  }

  /** The PAM module that logged it, such as `pam_unix`; `''` if none did. */
  get pamModule(): string {
    return this.group(this.pattern.pamModule) ?? '';
  }

  /** The id of the process that it is about, if that is not the one that logged it. */
  get process(): string | null {
    return this.group(this.pattern.process);
  }

  /** The key that somebody authenticated with, or tried to. */
  get keyUsed(): KeyUsed {
    return keyOf(this.method, this.group(this.pattern.key));
  }

  /** N of `PAM N more authentication failures` and `N connections dropped`, otherwise 1. */
  get count(): number {
    const { count } = this.pattern;
    return count < 0 ? 1 : Number(this.groups[count]);
  }

  /** Reads all that it says, as plain values. */
  read(): SshReading {
    const { kind, user, invalidUser, address, claimed, port, method, count, preauth, pattern } = this;
    const { id, source } = pattern;
    const pamModule = this.group(pattern.pamModule);
    const { outcome } = source;
    const said = { kind, pattern: id, user, invalidUser, address, claimed, port, method, ...this.keyUsed };
    return { ...said, outcome, count, pamModule, preauth };
  }

  group(index: number): string | null {
    return index < 0 ? null : (this.groups[index] ?? null);
  }

  /** Returns whether no client text can stand in the address's place. Here is decided whom to believe. */
  isSure(): boolean {
    const { side } = this.pattern;
    if (side === 'none') return false;
    if (side === 'left') return this.isCertainlyRead();
    if (hasOneCandidate(this.text)) return this.isArranged() ? this.isWhole() : this.isCertainlyRead();
    // What stands last in a whole message is what sshd wrote last, unless the id of a key stands there.
    return this.isWhole() && !this.holdsKey() && ownTail(this.text, this.written ?? '') !== undefined;
  }

  /**
   * Returns whether nothing can have cut the message, not even in the blanks with which a client may have filled it up, and
   * which were trimmed then.
   */
  isWhole(): boolean {
    return this.text.length < this.truncation - this.pattern.beyond;
  }

  /** Returns whether a cut cannot have taken a part of the address with it. */
  isCertainlyRead(): boolean {
    return this.text.length < this.truncation || !this.endsInAddress();
  }

  /** Returns whether what was read as the name has the place in it behind which sshd names a key, and its free text. */
  holdsKey(): boolean {
    return this.group(this.pattern.user)?.includes(' ssh2: ') === true;
  }

  /**
   * Returns whether a client chose the text in front of the address: the name of no account, a banner, a name out of DNS.
   * Where such a message was cut, anything may stand at its end.
   */
  isArranged(): boolean {
    const { side, user } = this.pattern;
    // Those who are not allowed have an account.
    return side === 'right' && (user < 0 || (this.invalidUser && this.kind !== 'not_allowed'));
  }

  /** Returns whether a cut may have taken a part of the address with it. */
  endsInAddress(): boolean {
    const { port, address } = this.pattern;
    return this.group(port) === null && this.text.endsWith(this.group(address) ?? '');
  }
}

/** Compares like ===, which is slow for parts of a longer text. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (a.charCodeAt(i) !== b.charCodeAt(i)) return false;
  return true;
}
