/** The patterns of sshd's messages, family by family: data only, nothing is read here. */

/** The subject of a message of sshd, in the terms of the field. */
export type SshKind =
  | 'accepted'
  | 'failed_password'
  | 'failed_other_method'
  | 'invalid_user'
  | 'auth_failure_pam'
  | 'max_attempts_exceeded'
  | 'disconnect_preauth'
  | 'connection_closed_preauth'
  | 'connection_reset'
  | 'session_opened'
  | 'session_closed'
  | 'not_allowed'
  | 'bad_protocol'
  | 'negotiation_failure'
  | 'timeout_preauth'
  | 'drop_connection'
  | 'other';

/**
 * The place of the address, and with it how far the address can be trusted.
 *
 * - `left`: in front of all client text. The address is sure, even if the message was cut.
 * - `right`: behind client text, anchored at the end. The address is sure unless the message may have been cut.
 * - `none`: no address, or one that is never sure. It may be a name out of DNS, a network, or text of the user's own;
 *   it is only claimed.
 */
export type AddressSide = 'left' | 'right' | 'none';

/** A message of sshd: its pattern, anchored at both ends, and what its groups mean. */
export interface MessagePattern {
  /** A unique name, shown by `explain`. */
  readonly id: string;
  readonly kind: SshKind;
  /** The beginning of every such message. It is looked at before the pattern is tried. */
  readonly prefix: string;
  readonly pattern: RegExp;
  /** A message that the pattern matches. */
  readonly sample: string;
  readonly side: AddressSide;
  readonly outcome: 'success' | 'failure' | 'other';
  /** The numbers of the pattern's groups. */
  readonly groups: {
    readonly user?: number;
    /** Words that call the user invalid if they begin with an i; group 0 if the message always does. */
    readonly invalid?: number;
    readonly address?: number;
    readonly port?: number;
    readonly method?: number;
    readonly count?: number;
    readonly pamModule?: number;
    /** The id of the process that the message is about, if that is not the one that logs it. */
    readonly process?: number;
    /** What follows on `ssh2: ` and may name a key. */
    readonly key?: number;
  };
  /** Set if the message ends the connection although its kind does not say so. */
  readonly ends?: true;
  /** Set if the client's text in front of the address may be of any length. */
  readonly unbounded?: true;
  /** Returns the kind if it depends on a group. */
  readonly kindOf?: (match: RegExpExecArray) => SshKind;
}

/** An address as getnameinfo writes it, or `UNKNOWN`. Whether it is an address is for `net.isIP` to say. */
export const addressText = '([0-9A-Fa-f:.]+(?:%[\\w.-]+)?|UNKNOWN)';

/** An address and, in newer versions of sshd, a port. */
export const peerText = `${addressText}(?: port (\\d{1,5}))?`;

/** The groups of `peerText` in a pattern that has none before it. */
export const peerGroups = { address: 1, port: 2 };

/**
 * `%R` of packet.c: the user, as far as known, then address and port. No user name holds a colon: auth2.c cuts it
 * there.
 */
export const remoteId = `(?:(invalid user |authenticating ?user |user )([^:]*) )?${addressText} port (\\d{1,5})`;

/** The same with any user name, for messages in which no client text follows. */
export const remoteIdLast = `(?:(invalid user |authenticating ?user |user )(.*) )?${addressText} port (\\d{1,5})`;

/** The groups of `remoteId` and `remoteIdLast` in a pattern that has none before them. */
export const remoteGroups = { invalid: 1, user: 2, address: 3, port: 4 };

/** The text of an error: ssherr.c, strerror. */
export const errorText = "[\\w ,'()/.-]+";

/** A pattern as a family declares it. Left out, a member is as for a message from which nothing is read. */
export interface PatternSpec
  extends Pick<MessagePattern, 'id' | 'prefix' | 'sample'>,
    Partial<Omit<MessagePattern, 'id' | 'prefix' | 'sample'>> {
  /** The source of a regular expression for what follows the prefix. @default '.*' */
  readonly rest?: string;
  /** The whole pattern, for a group that begins within the prefix. @default prefix and rest, anchored at both ends */
  readonly pattern?: RegExp;
}

/**
 * Makes the patterns of a family, in the order in which they are tried. Prefix and rest are anchored at both ends.
 *
 * @example
 * definePatterns([
 *   { id: 'listening', prefix: 'Server listening on ', rest: '\\S+ port \\d+\\.', sample: 'Server listening on :: port 22.' },
 * ]);
 */
export function definePatterns(specs: readonly PatternSpec[]): readonly MessagePattern[] {
  return specs.map(({ rest = '.*', ...spec }) => {
    const pattern = spec.pattern ?? new RegExp(`^${escapePrefix(spec.prefix)}${rest}$`);
    return { kind: 'other', side: 'none', outcome: 'other', groups: {}, ...spec, pattern };
  });
}

function escapePrefix(prefix: string): string {
  return prefix.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
