/** What a line of sshd is about, by the field's terms. */
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
 * Where the address stands. `left`: in front of all client text, sure even when the message was cut. `right`: behind
 * client text and anchored at the end, sure unless the message may have been cut. `name`: may be a name out of DNS.
 */
export type AddressSide = 'left' | 'right' | 'none';

/** One message of sshd: its pattern, anchored at both ends, and what its groups mean. */
export interface MessagePattern {
  /** Unique; shown by `explain`. */
  readonly id: string;
  readonly kind: SshKind;
  /** How every message of it begins: looked at before the pattern. */
  readonly prefix: string;
  readonly pattern: RegExp;
  /** A message that it matches; more in the tests. */
  readonly sample: string;
  readonly side: AddressSide;
  readonly outcome: 'success' | 'failure' | 'other';
  /** Numbers of the pattern's groups. */
  readonly groups: {
    readonly user?: number;
    readonly invalid?: number;
    readonly address?: number;
    readonly port?: number;
    readonly method?: number;
    readonly count?: number;
    readonly pamModule?: number;
    /** The id of the process that it is about, where another one says it. */
    readonly process?: number;
  };
  /** The connection is over, though the kind does not say so. */
  readonly ends?: true;
  /** Where the kind depends on a group. */
  readonly kindOf?: (match: RegExpExecArray) => SshKind;
}

/** An address as getnameinfo writes it, or `UNKNOWN`; `net.isIP` has the last word. */
export const addressText = '([0-9A-Fa-f:.]+(?:%[\\w.-]+)?|UNKNOWN)';

/** `%R` of packet.c: who, as far as known, then address and port. A user name holds no colon (auth2.c cuts it there). */
export const remoteId = `(?:(invalid user |authenticating ?user |user )([^:]*) )?${addressText} port (\\d{1,5})`;

/** The same with any user name, for messages that have nothing of the client behind it. */
export const remoteIdLast = `(?:(invalid user |authenticating ?user |user )(.*) )?${addressText} port (\\d{1,5})`;

/** What sshd says of an error: ssherr.c, strerror. */
export const errorText = "[\\w ,'()/.-]+";

/** A note as it is declared. */
export interface Note extends Pick<MessagePattern, 'id' | 'prefix' | 'sample'> {
  /** What follows the prefix, as the source of a pattern. @default any text */
  readonly rest?: string;
  /** What the groups of `rest` mean. @default none has a meaning */
  readonly groups?: MessagePattern['groups'];
}

/** A message of which nothing is read but that sshd said it. */
export function defineNote({ id, prefix, rest = '.*', sample, groups = {} }: Note): MessagePattern {
  const pattern = new RegExp(`^${prefix.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}${rest}$`);
  return { id, kind: 'other', prefix, pattern, sample, side: 'none', outcome: 'other', groups };
}
