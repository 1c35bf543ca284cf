/** A timer of event time. */
interface Timer {
  readonly due: number;
  /** Of two timers that are due at once, the one of the lower rank runs first. */
  readonly rank: number;
  readonly order: number;
  /** Runs it; what it returns is when it runs again. */
  readonly run: (due: number, target: number) => number | undefined;
}

function before(a: Timer, b: Timer): boolean {
  if (a.due !== b.due) return a.due < b.due;
  return a.rank < b.rank || (a.rank === b.rank && a.order < b.order);
}

/** A binary heap: the timer that is due first at its top. */
class TimerHeap {
  readonly heap: Timer[] = [];

  get first(): Timer | undefined {
    return this.heap[0];
  }

  push(timer: Timer): void {
    const { heap } = this;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Timer;
      if (!before(timer, above)) break;
      heap[at] = above;
      heap[parent] = timer;
      at = parent;
    }
  }

  pop(): Timer | undefined {
    const { heap } = this;
    const [first, last] = [heap[0], heap.pop()];
    if (last !== undefined && heap.length > 0) this.sink(last);
    return first;
  }

  sink(timer: Timer): void {
    const { heap } = this;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const right = child + 1;
      const [left, other] = [heap[child] as Timer, heap[right]];
      const least = other !== undefined && before(other, left) ? right : child;
      if (!before(heap[least] as Timer, timer)) break;
      heap[at] = heap[least] as Timer;
      at = least;
    }
    heap[at] = timer;
  }
}

/**
 * Event time: the records' own time, which only moves forward, and the timers that it drives. Timers run in the order
 * of their due times, those that are due at once in the order of their ranks, whenever they were set: the same after a
 * restart. While one runs, event time is its due time.
 */
export class EventTime {
  /** ms since 1970 UTC; -Infinity before the first record. */
  now = Number.NEGATIVE_INFINITY;
  nextDue = Number.POSITIVE_INFINITY;
  readonly timers = new TimerHeap();
  order = 0;
  ranks = 0;

  /** Whether there has been a record. */
  get begun(): boolean {
    return this.now !== Number.NEGATIVE_INFINITY;
  }

  /** The next rank: what is asked for in the same order has the same ranks in every run. */
  nextRank(): number {
    return this.ranks++;
  }

  /** Has `run` called when event time reaches `due`. */
  schedule(due: number, run: Timer['run'], rank = 0): void {
    // In the heap, it would keep all others from being due.
    if (Number.isNaN(due)) throw new RangeError('a timer is due at no time: NaN');
    this.timers.push({ due, rank, order: this.order++, run });
    this.nextDue = this.timers.first?.due ?? Number.POSITIVE_INFINITY;
  }

  /** Moves event time to `target`, running what falls due on the way. Going back is no move. */
  advance(target: number): void {
    if (target <= this.now) return;
    if (target >= this.nextDue) this.runUntil(target);
    this.now = target;
  }

  runUntil(target: number): void {
    for (let first = this.timers.first; first !== undefined && first.due <= target; first = this.timers.first) {
      this.timers.pop();
      this.now = Math.max(this.now, first.due);
      const again = first.run(first.due, target);
      if (again !== undefined) this.schedule(again, first.run, first.rank);
    }
    this.nextDue = this.timers.first?.due ?? Number.POSITIVE_INFINITY;
  }
}
