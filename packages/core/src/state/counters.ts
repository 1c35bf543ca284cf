import type { Json } from '../json.ts';
import type { Collection } from './collection.ts';

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

/** Numbers with fixed names: sums, least values, greatest values. */
export class Counters<N extends string = string> implements Collection {
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

  /** Adds to a sum, or offers a value to a least or greatest. */
  add(name: N, value = 1): void {
    if (this.merges[name] === 'sum') this.values[name] += value;
    else this.values[name] = join(this.merges[name], this.values[name], value);
  }

  /** The value so far. Without any: 0 for a sum, Infinity for a least, -Infinity for a greatest. */
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
