import { copyText, type LogRecord } from '@correlator/events';
import { type Claim, claimOf, type Ending, endingOf, isEnded, isProof, mayBeSameName } from '../messages/claim.ts';
import { keyMethods } from '../messages/key.ts';
import type { SshMessage } from '../messages/message.ts';

/** Attempts whose peer no line has proven yet. */
export interface Unattributed {
  /** ms since 1970 UTC. */
  readonly at: number;
  readonly count: number;
  readonly first: boolean;
}

/** The number of claims that are kept: the first and the last. A second line is either proof or of the kind of the first. */
const mostClaims = 2;

/** The number of attempts without an address that keep their own time; any more count as made with the last. */
const mostUnattributed = 20;

const none: readonly never[] = [];

/** A connection on which nobody has logged in yet. It changes with each of its lines. */
export interface Connection {
  readonly host: string;
  /** The peer's address, if a line had one that is sure. */
  address: string | null;
  /** The number in the port's place; -1 if no line had one that is sure. */
  port: number;
  /**
   * The address comes from `Connection from`, which holds no client text. A line with another address is not believed.
   */
  readonly verified: boolean;
  user: string | null;
  invalidUser: boolean;
  attempts: number;
  /** The time of the first attempt, ms since 1970 UTC; null before it. */
  failedAt: number | null;
  /**
   * How the last attempt was reported. A `Failed` that follows on `Invalid user` or `error: PAM:` reports it again, and an
   * `Access denied` that follows on any of them.
   */
  pending: 'none' | 'invalid' | 'keyboard' | 'failed';
  /** False if surely no failure that PAM reported in this process waits for sshd's word. */
  pamFailed: boolean;
  /** The user's name, if a line had it that only those of accounts get into. */
  account: string | null;
  /** What its lines claimed lately, until its address is known. */
  claims: readonly Claim[];
  /** The address at which a line ended that may have been cut there, until its address is known. */
  ending: Ending | null;
  /** The length of the longest message so far, until its address is known. */
  longest: number;
  /** The attempts that were counted before its address was known. */
  unattributed: readonly Unattributed[];
  /** ms since 1970 UTC. */
  readonly started: number;
}

/** Returns a connection as its first line has it. */
export function openConnection(record: LogRecord, message: SshMessage): Connection {
  const { address, surePort: port } = message;
  return {
    host: copyText(record.host),
    address,
    port,
    verified: message.pattern.id === 'connection-from',
    user: null,
    invalidUser: false,
    attempts: 0,
    failedAt: null,
    pending: 'none',
    pamFailed: true,
    account: null,
    claims: none,
    ending: null,
    longest: 0,
    unattributed: none,
    started: record.time,
  };
}

/** Returns whether a line belongs to another connection that was given the same process id. */
export function isAnother(connection: Connection, message: SshMessage): boolean {
  if (connection.address !== null) message.recognise(connection.address);
  if (connection.verified) return false;
  const { address, surePort: port } = message;
  if (address === null) return isOfAnother(connection, message);
  if (connection.address !== null && address !== connection.address) return true;
  return port >= 0 && connection.port >= 0 && port !== connection.port;
}

/** Returns whether a line names another user than the connection's, where a client chose both names. */
function isOfAnother({ user: known, account }: Connection, message: SshMessage): boolean {
  if (known === null || account !== null || !message.isArranged()) return false;
  const user = message.group(message.pattern.user);
  return user !== null && !mayBeSameName(known, user);
}

/** Returns the number in the port's place of a connection, be it only claimed; -1 if no line had one. */
export function portOfConnection({ port, claims }: Connection): number {
  return port >= 0 ? port : (claims.find((claim) => claim.port >= 0)?.port ?? -1);
}

/** Returns whether a line may go on with a connection that was set aside: it names its peer, and its user. */
export function goesOnWith(connection: Connection, message: SshMessage): boolean {
  const address = message.address ?? message.claimed;
  return !isAnother(connection, message) && (connection.address === null || connection.address === address);
}

/** Notes attempts whose peer is not known yet. */
export function addUnattributed(connection: Connection, attempts: Unattributed): void {
  const { unattributed } = connection;
  const last = unattributed.at(-1);
  connection.unattributed =
    last === undefined || unattributed.length < mostUnattributed
      ? [...unattributed, attempts]
      : [...unattributed.slice(0, -1), { ...last, count: last.count + attempts.count }];
}

/** What is known of the process that logs a connection's lines. */
export interface Logging {
  /** It has an id of its own: its lines are those of one connection, if it is not shared. */
  readonly isOne: boolean;
  /** Its id serves several connections at once. */
  readonly isShared: boolean;
}

/**
 * Takes in whom a line names as the connection's peer, and returns the address if that is proven only now; null if it is
 * not, or was before. An address is taken from a line that holds no text of the client's in front of it, from one that
 * names the user as only accounts are named, from two that cannot both have been arranged, and from one that ends in it
 * where another is longer: those of one process, as the names of two connections may be two. Where a process id is shared,
 * each line has to be proven.
 */
export function learnPeer(connection: Connection, message: SshMessage, { isOne, isShared }: Logging): string | null {
  const known = connection.address;
  if (known !== null && connection.port >= 0 && !isShared) return null;
  const claim = isOne && message.address === null ? claimOf(message) : undefined;
  const mayEnd = isOne && !isShared && message.address === null;
  const proof = (claim && proofOf(connection, claim)) ?? (mayEnd ? endOf(connection, message) : undefined);
  const address = message.address ?? proof?.address ?? null;
  connection.address ??= address;
  if (address !== null && address === connection.address && connection.port < 0)
    connection.port = proof?.port ?? message.surePort;
  else if (claim !== undefined) connection.claims = [...connection.claims.slice(0, mostClaims - 1), claim];
  if (connection.port >= 0 && !isShared) connection.claims = none;
  return known === null || isShared ? address : null;
}

/**
 * Takes in how long a message is that names no sure address, and the address at which it ends, if it does. Returns that address
 * once it is certain that nothing cut it off.
 */
function endOf(connection: Connection, message: SshMessage): Pick<Claim, 'address' | 'port'> | undefined {
  if (connection.address !== null) return undefined;
  connection.longest = Math.max(connection.longest, message.text.length);
  connection.ending ??= endingOf(message) ?? null;
  const { ending, longest } = connection;
  return ending !== null && isEnded(ending, longest) ? { address: ending.address, port: -1 } : undefined;
}

/** Returns what of a claim is proven by another line of its connection; undefined if nothing is. */
function proofOf({ account, claims }: Connection, claim: Claim): Pick<Claim, 'address' | 'port'> | undefined {
  if (claim.user === account && claim.tail !== '') return claim;
  const other = claims.find((before) => isProof(before, claim));
  return other && { address: claim.address, port: other.port === claim.port ? claim.port : -1 };
}

/** Methods by which somebody tries. */
const tryingMethods = /^(?:password|keyboard-interactive|none|challenge-response)(?:\/|$)/;

/** Returns whether a failure is a try: a key that fails is none, as agents offer keys by themselves. */
function isTry({ method, invalidUser }: SshMessage): boolean {
  if (method === 'password') return true;
  return method !== null && (tryingMethods.test(method) || (invalidUser && !keyMethods.test(method)));
}

/** Returns the attempts in a failure by a method that is no try: a name that does not exist is one, whatever is offered. */
function triesByName({ attempts }: Connection, { invalidUser }: SshMessage): number {
  return invalidUser && attempts === 0 ? 1 : 0;
}

/**
 * Returns whether a failure is the try that was reported before. `Failed keyboard-interactive` is not always logged, so a
 * password that fails behind `error: PAM:` is another.
 */
function isSameTry(pending: Connection['pending'], { method }: SshMessage): boolean {
  return pending === 'invalid' || (pending === 'keyboard' && method !== 'password');
}

/** Takes in a `Failed`, and returns how many new attempts it reports. */
function triesFailed(connection: Connection, message: SshMessage, repeat: number): number {
  const { pending } = connection;
  if (!isTry(message)) {
    if (pending === 'failed') connection.pending = 'none';
    return triesByName(connection, message);
  }
  connection.pending = 'failed';
  return isSameTry(pending, message) ? repeat - 1 : repeat;
}

/** Returns how many new attempts a line reports. Each attempt counts once, however many lines report it. */
function newAttempts(connection: Connection, message: SshMessage, repeat: number): number {
  const { pending, attempts } = connection;
  switch (message.kind) {
    case 'invalid_user':
    case 'not_allowed':
      connection.pending = 'invalid';
      return repeat;
    case 'failed_password':
    case 'failed_other_method':
      return triesFailed(connection, message, repeat);
    case 'auth_failure_pam':
      if (message.pattern.id === 'pam-more-failures') return Math.max(0, message.count + 1 - attempts);
      connection.pending = 'keyboard';
      return pending === 'invalid' ? repeat - 1 : repeat;
    case 'max_attempts_exceeded':
      return attempts === 0 ? 1 : 0;
    default:
      return 0;
  }
}

/** Takes in a line that reports a failure, and returns how many new attempts it reports. */
export function addFailure(
  connection: Connection,
  message: SshMessage,
  { repeat, time }: Pick<LogRecord, 'repeat' | 'time'>,
): number {
  const count = newAttempts(connection, message, repeat);
  if (count > 0) connection.failedAt ??= time;
  connection.user = message.user ?? connection.user;
  if (message.kind === 'not_allowed') connection.account = connection.user;
  connection.invalidUser ||= message.invalidUser;
  connection.attempts += count;
  return count;
}

/** Takes in attempts that no line has reported: those of a connection that ended after it had named a user. */
export function addSilentFailures(connection: Connection, message: SshMessage, count: number, time: number): void {
  connection.failedAt ??= time;
  connection.user = message.user ?? connection.user;
  connection.invalidUser ||= message.invalidUser;
  connection.attempts += count;
}

/**
 * Returns the address to blame a line's attempts on, given what the line has just proven: its own, else the connection's;
 * null if it contradicts `verified`, or if the line may be another's.
 */
export function blamed(
  connection: Connection,
  { address }: SshMessage,
  proven: string | null,
  { isOne, isShared }: Logging,
): string | null {
  if (address === null) return proven ?? (isShared || !isOne ? null : connection.address);
  return connection.verified && connection.address !== address ? null : address;
}
