import type { StateChange } from './collection.ts';

/** An entry of a collection, as a change log knows it. */
export interface LoggedEntry {
  /** False once it is not in the collection any more. */
  live: boolean;
  /** It is in the log. */
  changed: boolean;
  /** A store has it, as it was some time. */
  saved: boolean;
}

/** How entries are written. */
export interface EntryWriter<E> {
  /** The key as it is saved. */
  keyOf(entry: E): string | number;
  rowOf(entry: E): unknown;
}

/** The entries of a collection that changed since a store was last told, each once. */
export class ChangeLog<E extends LoggedEntry> {
  entries: E[] = [];

  add(entry: E): void {
    if (entry.changed) return;
    entry.changed = true;
    this.entries.push(entry);
  }

  /** Empties the log; what has gone comes before what took its key since. */
  *take(writer: EntryWriter<E>): Generator<StateChange> {
    const { entries } = this;
    this.entries = [];
    for (const entry of entries) {
      entry.changed = false;
      // Most of what comes and goes within a second was never saved: a store need not hear of it.
      if (!entry.live && !entry.saved) continue;
      const change = entry.live ? written(entry, writer) : { key: JSON.stringify(writer.keyOf(entry)), value: null };
      if (change.error === undefined) entry.saved = entry.live;
      yield change;
    }
  }

  /** Forgets the log, and begins it anew: with these entries, of which a store has none, or with those that it has. */
  restart(entries: Iterable<E>, saved: boolean): void {
    for (const entry of this.entries) entry.changed = false;
    this.entries = [];
    for (const entry of entries) {
      // It may have been in a log that was not taken to its end.
      entry.changed = false;
      entry.saved = saved;
      if (!saved) this.add(entry);
    }
  }
}

/** A module may keep what JSON cannot hold: that must not be in the way of all else. */
function written<E extends LoggedEntry>(entry: E, writer: EntryWriter<E>): StateChange {
  const key = JSON.stringify(writer.keyOf(entry));
  try {
    return { key, value: JSON.stringify(writer.rowOf(entry)) };
  } catch (error) {
    return { key, value: null, error };
  }
}
