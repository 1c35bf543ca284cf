import type { Json } from '../json.ts';
import type { Collection, CollectionHost } from './collection.ts';

/** Days that are kept: late records still find theirs. */
const daysKept = 8;

/** Sums with fixed names, for each day of the engine's zone; the last eight days are kept. */
export class DailyCounters<N extends string = string> implements Collection {
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

  /** Adds to the sum of the day in which `time` (ms since 1970 UTC) lies. */
  add(name: N, time: number, value = 1): void {
    this.at(time)[name] += value;
  }

  /** The sums of the day in which `time` lies, to be added to in place. */
  at(time: number): Record<N, number> {
    const day = this.host?.dayOf(time) ?? '';
    if (day !== this.lastDay || this.lastSums === undefined) {
      this.lastDay = day;
      this.lastSums = this.open(day);
    }
    return this.lastSums;
  }

  /** The sums of a day such as `2026-11-23`; zeros for a day without any. */
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
