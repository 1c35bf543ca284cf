/** Migration: state as earlier versions of the module saved it. */

import type { Json } from '@correlator/core';
import { noKey } from '../messages/key.ts';

type Snapshots = Readonly<Record<string, Json>>;

/** Changes the values in the snapshot of a collection by key: rows of key, value and what follows. */
export function mapValues(snapshot: Json | undefined, change: (value: Json) => Json): Json {
  const rows = (snapshot ?? []) as readonly (readonly Json[])[];
  return rows.map(([key, value, ...rest]) => [key ?? null, change(value ?? null), ...rest]);
}

/** Gives the values of a collection the members that they had not before. */
export function withMembers(snapshot: Json | undefined, members: Readonly<Record<string, Json>>): Json {
  return mapValues(snapshot, (value) => ({ ...(value as Record<string, Json>), ...members }));
}

/** Returns the sessions' state of version 1 as version 2 has it: connections learn their peers, ends remember the port, sessions the key. */
export function migrateSessions(snapshots: Snapshots): Snapshots {
  return {
    ...snapshots,
    connections: withMembers(snapshots.connections, {
      account: null,
      claims: [],
      ending: null,
      longest: 0,
      unattributed: [],
    }),
    sessions: withMembers(snapshots.sessions, { ...noKey }),
    ended: mapValues(snapshots.ended, (attempts) => ({ attempts, port: -1 })),
  };
}
