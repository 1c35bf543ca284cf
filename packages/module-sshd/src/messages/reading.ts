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
  readonly outcome: 'success' | 'failure' | 'other';
  /** N of `PAM N more authentication failures` and `N connections dropped`, otherwise 1. */
  readonly count: number;
  /** The PAM module that spoke, such as `pam_unix`. */
  readonly pamModule: string | null;
  /** sshd had not let anybody in yet. */
  readonly preauth: boolean;
}
