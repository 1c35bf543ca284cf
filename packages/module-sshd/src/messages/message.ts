import { copyText } from '@correlator/events';
import { parseAddress, parseDigits, portOf } from './address.ts';
import type { AddressSide, MessagePattern, SshKind } from './patterns/pattern.ts';

/** A message pattern in the one shape that is quick to go by: numbers of groups, -1 for none. */
export interface CompiledPattern {
  readonly source: MessagePattern;
  readonly id: string;
  readonly kind: SshKind;
  readonly kindOf: MessagePattern['kindOf'];
  readonly prefix: string;
  /** For names without a space or a colon, which most are: it need not look back for where the name ends. */
  readonly plain: RegExp;
  /** For any name; undefined where it makes no difference. */
  readonly anyName: RegExp | undefined;
  readonly side: AddressSide;
  readonly user: number;
  /** What stands for the user may hold a colon. */
  readonly anyUser: boolean;
  readonly invalid: number;
  readonly address: number;
  readonly port: number;
  readonly method: number;
  readonly count: number;
  readonly pamModule: number;
  readonly process: number;
  readonly ends: boolean;
}

/** A pattern in that shape. */
export function compilePattern(source: MessagePattern): CompiledPattern {
  const { id, kind, kindOf, prefix, pattern, side, groups } = source;
  const { user = -1, invalid = -1, address = -1, port = -1, method = -1, count = -1 } = groups;
  const { pamModule = -1, process = -1 } = groups;
  const plainSource = pattern.source.replace(/\((?:\.|\[\^:\])\*\) /, '([^ :]*) ');
  const isPlain = plainSource === pattern.source;
  const plain = isPlain ? pattern : new RegExp(plainSource);
  const anyName = isPlain ? undefined : pattern;
  const anyUser = user >= 0 && pattern.source.includes('(.*)');
  const numbers = { user, anyUser, invalid, address, port, method, count, pamModule, process };
  return { source, id, kind, kindOf, prefix, plain, anyName, side, ends: source.ends === true, ...numbers };
}

/** From this length on, sshd or syslog may have cut the message (log.c: 1,024 bytes, of which syslog gets 500). */
const mayBeCut = 500;

/** What sshd said in one message. */
export interface SshReading {
  readonly kind: SshKind;
  /** The id of the message pattern that matched. */
  readonly pattern: string;
  readonly user: string | null;
  /** sshd called the user invalid (or illegal, or not allowed). */
  readonly invalidUser: boolean;
  /** The peer's address, where no client text can stand for it. */
  readonly address: string | null;
  /** What stands in an address's place without that certainty. */
  readonly claimed: string | null;
  readonly port: number | null;
  readonly method: string | null;
  readonly outcome: MessagePattern['outcome'];
  /** N of `PAM N more authentication failures` and `N connections dropped`, otherwise 1. */
  readonly count: number;
  /** The PAM module that spoke, such as `pam_unix`. */
  readonly pamModule: string | null;
  /** sshd had not let anybody in yet. */
  readonly preauth: boolean;
}

/** One message of sshd and the pattern that it matches. What it says is read when it is asked for. */
export class SshMessage {
  readonly text: string;
  readonly pattern: CompiledPattern;
  readonly groups: RegExpExecArray;
  readonly kind: SshKind;
  /** sshd had not let anybody in yet. */
  readonly preauth: boolean;
  /** As read so far. */
  sureAddress: string | null | undefined;

  constructor(text: string, pattern: CompiledPattern, groups: RegExpExecArray, preauth: boolean) {
    this.text = text;
    this.pattern = pattern;
    this.groups = groups;
    this.kind = pattern.kindOf === undefined ? pattern.kind : pattern.kindOf(groups);
    this.preauth = preauth;
    this.sureAddress = undefined;
  }

  /** In memory of its own; null where the message names none. */
  get user(): string | null {
    const user = this.group(this.pattern.user);
    return user === null ? null : copyText(user);
  }

  /** sshd called the user invalid (or illegal, or not allowed). */
  get invalidUser(): boolean {
    const { invalid } = this.pattern;
    // Group 0 means: always. Of the words that may stand there (invalid, illegal, authenticating, user), two begin with i.
    return invalid === 0 || (invalid > 0 && this.groups[invalid]?.charCodeAt(0) === 105);
  }

  /** What stands in the address's place. */
  get written(): string | null {
    return this.group(this.pattern.address);
  }

  /** Spares the reading of an address that is written as that of the connection is. */
  recognise(address: string): void {
    const written = this.written;
    if (written !== null && isSame(written, address) && this.isSure()) this.sureAddress = address;
  }

  /** The peer's address, where no client text can stand for it. */
  get address(): string | null {
    if (this.sureAddress === undefined) {
      const written = this.written;
      this.sureAddress = written === null || !this.isSure() ? null : parseAddress(written);
    }
    return this.sureAddress;
  }

  /** What stands in the address's place without that certainty. */
  get claimed(): string | null {
    const written = this.written;
    if (written === null || written === '' || this.address !== null) return null;
    return copyText(parseAddress(written) ?? written);
  }

  /** The number in the port's place; -1 where the message names none. */
  get portNumber(): number {
    const digits = this.group(this.pattern.port);
    return digits === null ? -1 : parseDigits(digits);
  }

  get port(): number | null {
    return portOf(this.portNumber);
  }

  /** The peer as far as the message names it: its address, or what it is claimed to be. */
  get peer(): string | null {
    return this.address ?? this.claimed;
  }

  get method(): string | null {
    return this.group(this.pattern.method);
  }

  /** The PAM module that said it, such as `pam_unix`; `''` where none did. */
  get pamModule(): string {
    return this.group(this.pattern.pamModule) ?? '';
  }

  /** The id of the process that it is about, where that is not the one that says it. */
  get process(): string | null {
    return this.group(this.pattern.process);
  }

  /** N of `PAM N more authentication failures` and `N connections dropped`, otherwise 1. */
  get count(): number {
    const { count } = this.pattern;
    return count < 0 ? 1 : Number(this.groups[count]);
  }

  /** All that it says, as plain values. */
  read(): SshReading {
    const { kind, user, invalidUser, address, claimed, port, method, count, preauth, pattern } = this;
    const { id, source } = pattern;
    const pamModule = this.group(pattern.pamModule);
    const { outcome } = source;
    return { kind, pattern: id, user, invalidUser, address, claimed, port, method, outcome, count, pamModule, preauth };
  }

  group(index: number): string | null {
    return index < 0 ? null : (this.groups[index] ?? null);
  }

  /** Whether no client text can stand where the address stands. */
  isSure(): boolean {
    const { side, user, anyUser } = this.pattern;
    if (side === 'left') return true;
    return side === 'right' && this.text.length < mayBeCut && !(anyUser && isAmbiguous(this.group(user)));
  }
}

/** As ===, which is slow for parts of a longer text. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) if (a.charCodeAt(i) !== b.charCodeAt(i)) return false;
  return true;
}

/**
 * Whether what was taken for a name may hold sshd's own words. sshd cuts names at a colon, so this is no name of its
 * making: the address may stand in front of it.
 */
function isAmbiguous(user: string | null): boolean {
  if (user === null || user.indexOf(': ') < 0) return false;
  return user.includes(' ssh2: ') || user.includes(' ssh1: ');
}
