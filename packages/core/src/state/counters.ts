import type { Json } from '../base/json.ts';
import type { Collection, CollectionHost } from './collection.ts';

/** How the counters of several partitions become one. */
export type CounterMerge = 'sum' | 'min' | 'max';

const start: Readonly<Record<CounterMerge, number>> = {
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
};

function join(merge: CounterMerge, a: number, b: number): number {
  if (merge === 'sum') return a + b;
  return merge === 'min' ? Math.min(a, b) : Math.max(a, b);
}

/**
 * Numbers with fixed names: sums, least values, greatest values.
 *
 * @example
 * readonly totals = this.counters('totals', { records: 'sum', latest: 'max' });
 * // …
 * this.totals.add('records');
 * this.totals.add('latest', record.time);
 */
export interface Counters<N extends string = string> {
  readonly name: string;
  /** Adds to a sum, or offers a value to a least or greatest. */
  add(name: N, value?: number): void;
  /** Returns the value so far. Without any: 0 for a sum, Infinity for a least, -Infinity for a greatest. */
  get(name: N): number;
  /** The values by name; sums may be added to in place. */
  readonly values: Record<N, number>;
}

/** What `Module.counters` makes: numbers with fixed names, and the engine's side of them. */
export class CountersCollection<N extends string = string> implements Counters<N>, Collection {
  readonly name: string;
  readonly merges: Readonly<Record<N, CounterMerge>>;
  readonly values: Record<N, number>;
  readonly evicted = 0;

  constructor(name: string, names: readonly N[] | Readonly<Record<N, CounterMerge>>) {
    const entries = Array.isArray(names) ? names.map((n: N) => [n, 'sum'] as const) : Object.entries(names);
    this.name = name;
    this.merges = Object.fromEntries(entries) as Record<N, CounterMerge>;
    this.values = Object.fromEntries(entries.map(([n, merge]) => [n, start[merge as CounterMerge]])) as Record<
      N,
      number
    >;
  }

  connect(): void {}

  expire(): void {}

  add(name: N, value = 1): void {
    if (this.merges[name] === 'sum') this.values[name] += value;
    else this.values[name] = join(this.merges[name], this.values[name], value);
  }

  get(name: N): number {
    return this.values[name];
  }

  snapshot(): Json {
    const finite = Object.entries<number>(this.values).filter(([, value]) => Number.isFinite(value));
    return Object.fromEntries(finite);
  }

  restore(snapshot: Json): void {
    for (const name of Object.keys(this.values) as N[]) this.values[name] = start[this.merges[name]];
    this.join(snapshot);
  }

  merge(other: Collection): void {
    this.join(other.snapshot());
  }

  join(snapshot: Json): void {
    for (const [name, value] of Object.entries(snapshot as Record<string, number>)) {
      if (name in this.values) this.values[name as N] = join(this.merges[name as N], this.values[name as N], value);
    }
  }
}

/** Days that are kept: late records still find theirs. */
const daysKept = 8;

/**
 * Sums with fixed names, for each day of the engine's zone; the last eight days are kept.
 *
 * @example
 * readonly days = this.dailyCounters('days', ['logins', 'failures']);
 * // …
 * this.days.add('failures', record.time);
 * this.days.of('2026-11-23').failures;
 */
export interface DailyCounters<N extends string = string> {
  readonly name: string;
  /** Adds to the sum of the day in which `time` (ms since 1970 UTC) lies. */
  add(name: N, time: number, value?: number): void;
  /** Returns the sums of the day in which `time` lies, to be added to in place. */
  at(time: number): Record<N, number>;
  /** Returns the sums of a day such as `2026-11-23`; zeros for a day without any. */
  of(day: string): Readonly<Record<N, number>>;
}

/** What `Module.dailyCounters` makes: sums by day, and the engine's side of them. */
export class DailyCountersCollection<N extends string = string> implements DailyCounters<N>, Collection {
  readonly name: string;
  readonly names: readonly N[];
  readonly days = new Map<string, Record<N, number>>();
  readonly evicted = 0;
  host: CollectionHost | undefined = undefined;
  /** The day that was added to last, and its sums. */
  lastDay = '';
  lastSums: Record<N, number> | undefined = undefined;

  constructor(name: string, names: readonly N[]) {
    this.name = name;
    this.names = names;
  }

  connect(host: CollectionHost): void {
    this.host = host;
  }

  expire(): void {}

  add(name: N, time: number, value = 1): void {
    this.at(time)[name] += value;
  }

  at(time: number): Record<N, number> {
    const day = this.host?.dayOf(time) ?? '';
    if (day !== this.lastDay || this.lastSums === undefined) {
      this.lastDay = day;
      this.lastSums = this.open(day);
    }
    return this.lastSums;
  }

  of(day: string): Readonly<Record<N, number>> {
    return this.days.get(day) ?? this.zeros();
  }

  zeros(): Record<N, number> {
    return Object.fromEntries(this.names.map((name) => [name, 0])) as Record<N, number>;
  }

  open(day: string): Record<N, number> {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const sums = this.zeros();
    this.days.set(day, sums);
    if (this.days.size > daysKept) this.forgetOldest();
    return sums;
  }

  forgetOldest(): void {
    this.days.delete([...this.days.keys()].sort()[0] ?? '');
    this.lastSums = undefined;
  }

  snapshot(): Json {
    return Object.fromEntries([...this.days].map(([day, sums]) => [day, { ...sums }]));
  }

  restore(snapshot: Json): void {
    this.days.clear();
    this.lastSums = undefined;
    this.join(snapshot);
  }

  merge(other: Collection): void {
    this.join(other.snapshot());
  }

  join(snapshot: Json): void {
    for (const [day, sums] of Object.entries(snapshot as Record<string, Record<N, number>>)) {
      const own = this.open(day);
      for (const name of this.names) own[name] += sums[name] ?? 0;
    }
  }
}
