import { copyText } from '@correlator/events';
import type { Json } from '../base/json.ts';
import { checkMax } from './bounds.ts';
import type { Collection } from './collection.ts';

/**
 * Counts by keys that come up as they come; what comes after `max` keys is counted together, as the rest.
 *
 * @example
 * readonly programs = this.tally('programs', { max: 1_000 });
 * // …
 * this.programs.add(record.program);
 */
export interface Tally {
  readonly name: string;
  /** How many keys have a count. */
  readonly size: number;
  /** The sum of what came under keys beyond `max`. */
  readonly rest: number;
  add(key: string, count?: number): void;
  /** Returns the count of a key; 0 if it has none. */
  get(key: string): number;
  /** Returns keys with their counts, the greatest first, equal ones by key. */
  sorted(): [key: string, count: number][];
}

/** What `Module.tally` makes: counts by key, and the engine's side of them. */
export class TallyCollection implements Tally, Collection {
  readonly name: string;
  readonly max: number;
  readonly counts = new Map<string, number>();
  rest = 0;
  evicted = 0;

  constructor(name: string, options: { readonly max: number }) {
    checkMax(name, options.max);
    this.name = name;
    this.max = options.max;
  }

  get size(): number {
    return this.counts.size;
  }

  connect(): void {}

  expire(): void {}

  add(key: string, count = 1): void {
    const known = this.counts.get(key);
    if (known !== undefined) this.counts.set(key, known + count);
    else if (this.counts.size < this.max) this.counts.set(copyText(key), count);
    else {
      this.rest += count;
      this.evicted++;
    }
  }

  get(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  sorted(): [key: string, count: number][] {
    return [...this.counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }

  snapshot(): Json {
    return { counts: [...this.counts], rest: this.rest };
  }

  restore(snapshot: Json): void {
    this.counts.clear();
    this.rest = 0;
    this.join(snapshot);
  }

  merge(other: Collection): void {
    this.join(other.snapshot());
  }

  join(snapshot: Json): void {
    const { counts, rest } = snapshot as { counts: [string, number][]; rest: number };
    this.rest += rest;
    for (const [key, count] of counts) this.add(key, count);
  }
}
