import type { Keyed } from '@correlator/core';
import type { SshLogin, SshLogout } from './internal-events.ts';

/** What the guard knows of a source from where somebody logged in. */
export interface Presence {
  /** Sessions that have not ended. */
  readonly open: number;
  /** The last login or end of a session, ms since 1970 UTC. */
  readonly lastSeen: number;
}

/**
 * Keeps sources from being blocked from where somebody is logged in, or was lately: whoever mistypes a password must not
 * be locked out, nor lose the session that is open.
 */
export class LockOutGuard {
  readonly presences: Keyed<Presence>;
  readonly windowMs: number;

  constructor(presences: Keyed<Presence>, windowMs: number) {
    this.presences = presences;
    this.windowMs = windowMs;
  }

  loggedIn({ time, data: { source } }: SshLogin): void {
    if (source === null) return;
    const open = (this.presences.get(source)?.open ?? 0) + 1;
    this.presences.set(source, { open, lastSeen: time });
  }

  loggedOut({ data: { source, at } }: SshLogout): void {
    const known = source === null ? undefined : this.presences.get(source);
    if (source === null || known === undefined) return;
    this.presences.set(source, { open: Math.max(0, known.open - 1), lastSeen: at });
  }

  /** What keeps `source` from being blocked at `at`, if anything does. */
  holds(source: string, at: number): Presence | undefined {
    const known = this.presences.get(source);
    if (known === undefined) return undefined;
    return known.open > 0 || at - known.lastSeen <= this.windowMs ? known : undefined;
  }
}
