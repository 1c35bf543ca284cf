import type { Keyed } from '@correlator/core';
import type { SshLogin, SshLogout } from '../events/internal-events.ts';

/** The guard's knowledge of a source from which somebody logged in. */
export interface Presence {
  /** The number of sessions that have not ended, without suspicious ones. */
  readonly open: number;
  /** The last login or end of a session, ms since 1970 UTC; null if all were suspicious. */
  readonly lastSeen: number | null;
  /** Where and who that was. */
  readonly host: string;
  readonly user: string;
  /** The suspicious sessions that have not ended, by host, time and user. They keep nobody from being blocked. */
  readonly suspects: readonly string[];
}

/** Who keeps a source from being blocked. */
export interface Guarding {
  readonly open: number;
  readonly lastSeen: number;
  readonly host: string;
  readonly user: string;
}

/**
 * The number of suspicious sessions of a source that are remembered. Any beyond are not known as suspicious at their
 * end.
 */
const mostSuspects = 20;

function nameOf({ host, user }: { readonly host: string; readonly user: string }, started: number): string {
  return `${host} ${started} ${user}`;
}

/**
 * Keeps sources from being blocked if somebody is logged in from there, or was lately: whoever mistypes a password must
 * not be locked out, nor lose an open session.
 */
export class LockOutGuard {
  readonly presences: Keyed<Presence>;
  readonly windowMs: number;

  constructor(presences: Keyed<Presence>, windowMs: number) {
    this.presences = presences;
    this.windowMs = windowMs;
  }

  /** Takes in a login. A suspicious one guards nobody. */
  loggedIn({ time, data }: SshLogin, suspicious: boolean): void {
    const { source, host, user } = data;
    if (source === null) return;
    const known = this.presences.get(source) ?? { open: 0, lastSeen: null, host, user, suspects: [] };
    const { open, suspects } = known;
    if (!suspicious) this.presences.set(source, { open: open + 1, lastSeen: time, host, user, suspects });
    else if (suspects.length < mostSuspects)
      this.presences.set(source, { ...known, suspects: [...suspects, nameOf(data, time)] });
  }

  /** Takes in the end of a session. */
  loggedOut({ data }: SshLogout): void {
    const { source, host, user, started, at } = data;
    const known = source === null ? undefined : this.presences.get(source);
    if (source === null || known === undefined) return;
    const name = nameOf(data, started);
    const suspects = known.suspects.filter((suspect) => suspect !== name);
    if (suspects.length < known.suspects.length) this.presences.set(source, { ...known, suspects });
    // If none is open that is not suspicious, a suspicious one has ended: an intruder must not be spared for having left.
    else if (known.open > 0) this.presences.set(source, { open: known.open - 1, lastSeen: at, host, user, suspects });
  }

  /**
   * Returns who keeps `source` from being blocked at `at`, or undefined if nobody does. A session that is open for longer
   * than the window guards no more: its end may not have been logged.
   */
  holds(source: string, at: number): Guarding | undefined {
    const known = this.presences.get(source);
    if (known === undefined || known.lastSeen === null || at - known.lastSeen > this.windowMs) return undefined;
    const { open, lastSeen, host, user } = known;
    return { open, lastSeen, host, user };
  }
}
