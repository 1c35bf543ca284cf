/**
 * Finds entries of `Keyed` by their keys, where a module knows a better way than a map: by keys that are objects, say,
 * and hold their entries themselves.
 */
export interface KeyIndex<K, E> {
  get(key: K): E | undefined;
  set(key: K, entry: E): void;
  delete(key: K): void;
  /** The key as it is saved, and named in the causes of events: the same for the same key in every run. */
  write(key: K): string | number;
  /** The key that was written so. */
  read(written: string | number): K;
}

/** By strings and numbers. */
export class MapIndex<K, E> implements KeyIndex<K, E> {
  readonly entries = new Map<K, E>();

  get(key: K): E | undefined {
    return this.entries.get(key);
  }

  set(key: K, entry: E): void {
    this.entries.set(key, entry);
  }

  delete(key: K): void {
    this.entries.delete(key);
  }

  write(key: K): string | number {
    return key as string | number;
  }

  read(written: string | number): K {
    return written as K;
  }
}
