/** Speakers: who wrote an entry that names sshd, as far as its source vouches for that. */

import type { Keyed, Module } from '@correlator/core';
import { copyText, type LogRecord, type Vouched } from '@correlator/events';
import { SSHClaimedMessage } from '../events/alarms.ts';
import type { SshdOptions } from '../options/options.ts';
import { reachesPowerOfTen } from './server-figures.ts';

/**
 * Who speaks. `sshd`: sshd itself, or nobody knows. `user`: a process of a user that runs sshd's program, as the one does that
 * speaks for a user after the login; but a user may run that program, too, and have it say anything. `other`: a user's
 * process that is no sshd.
 */
export type Speaker = 'sshd' | 'user' | 'other';

/** The programs of sshd: up to 9.7 one, from 9.8 two, from 10.0 three. */
export const sshdPrograms: readonly string[] = ['sshd', 'sshd-session', 'sshd-auth'];

/** Returns whether a process runs sshd's program. Its name alone it may have given itself: that counts if the program is not known. */
function runsSshd({ executable, command = '' }: Vouched): boolean {
  const name = executable === undefined ? command : executable.slice(executable.lastIndexOf('/') + 1);
  return sshdPrograms.includes(name.replace(/ \(deleted\)$/, ''));
}

/** Tells who speaks, and counts the entries that sshd cannot have written. */
export class Speakers {
  readonly module: Module<SshdOptions>;
  readonly trusted: ReadonlySet<number>;
  /** How many entries of a host sshd cannot have written. */
  readonly claims: Keyed<number>;

  constructor(module: Module<SshdOptions>) {
    this.module = module;
    this.trusted = new Set(module.options.trustedUids);
    this.claims = module.keyed('claimed-messages', { ttl: '1d', max: 1_000 });
  }

  /**
   * Returns who wrote an entry. All that sshd says before somebody is logged in, and all that PAM says, comes from processes of
   * root: what the process without rights says, root's passes on (monitor.c). After the login, the process that speaks for the
   * user is the user's.
   */
  of({ vouched }: LogRecord): Speaker {
    if (vouched?.uid === undefined || this.trusted.has(vouched.uid)) return 'sshd';
    return runsSshd(vouched) ? 'user' : 'other';
  }

  /** Counts an entry that sshd cannot have written, and reports it at the 1st, 10th, 100th … time on a host. */
  addClaim({ host, repeat, vouched = {} }: LogRecord): void {
    const { uid = -1, command = '', executable = '', unit = '' } = vouched;
    const before = this.claims.get(host) ?? 0;
    const count = before + repeat;
    this.claims.set(host, count);
    if (!reachesPowerOfTen(before, count)) return;
    const program = copyText(executable || command) || null;
    const data = { host: copyText(host), uid, program, unit: copyText(unit) || null, count };
    this.module.dispatch(new SSHClaimedMessage(data));
  }
}
