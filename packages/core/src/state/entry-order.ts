/** What a collection keeps of a key: its place among the others. */
export interface OrderedEntry {
  /** Event time when it took its place in the order. */
  ordered: number;
  /** Its place in the order. */
  place: number;
  /** Its neighbours; undefined at the ends, and where it is in no collection. */
  before: OrderedEntry | undefined;
  after: OrderedEntry | undefined;
}

/**
 * The entries of a collection in the order in which they are let go: a list linked both ways, in which an entry takes its
 * place anew without being looked up.
 */
export class EntryOrder<E extends OrderedEntry> {
  first: E | undefined = undefined;
  last: E | undefined = undefined;
  size = 0;
  /** The place that the next entry takes. */
  nextPlace = 0;

  /** Puts a new entry, or one that was taken out, behind all others. */
  append(entry: E, now: number): void {
    entry.ordered = now;
    entry.place = this.nextPlace++;
    this.link(entry);
  }

  /** Puts an entry that has its place already, which is behind all others. */
  link(entry: E): void {
    const { last } = this;
    entry.before = last;
    if (last === undefined) this.first = entry;
    else last.after = entry;
    this.last = entry;
    this.size++;
    if (entry.place >= this.nextPlace) this.nextPlace = entry.place + 1;
  }

  remove(entry: E): void {
    const before = entry.before as E | undefined;
    const after = entry.after as E | undefined;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    // What is gone must not keep others alive.
    entry.before = undefined;
    entry.after = undefined;
    this.size--;
  }

  moveToEnd(entry: E, now: number): void {
    if (entry === this.last) {
      entry.ordered = now;
      entry.place = this.nextPlace++;
      return;
    }
    this.remove(entry);
    this.append(entry, now);
  }

  /** In their order. The one at hand may be removed meanwhile. */
  *[Symbol.iterator](): Generator<E> {
    for (let entry = this.first; entry !== undefined; ) {
      const after = entry.after as E | undefined;
      yield entry;
      entry = after;
    }
  }
}

/** As collections are saved: an entry's key, what it holds, when and where it took its place. */
type OrderedRow = readonly [key: unknown, held: unknown, ordered: number, place: number];

/** Sorts rows into the order of their entries. */
export const byPlace = ([, , , a]: OrderedRow, [, , , b]: OrderedRow): number => a - b;
