/** What waits, in the order in which it came. Taking some is cheap, however much there is. */
export class EventQueue<T> {
  items: T[] = [];
  /** Where in `items` the queue begins. */
  head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** The oldest, `count` at most; they stay. */
  peek(count: number): readonly T[] {
    return this.items.slice(this.head, this.head + count);
  }

  /** Takes out the oldest, `count` at most. */
  take(count: number): readonly T[] {
    const taken = this.peek(count);
    this.head += taken.length;
    if (this.head >= 1_024 || this.head === this.items.length) {
      this.items.splice(0, this.head);
      this.head = 0;
    }
    return taken;
  }

  /** Puts what was taken back to where it was. */
  putBack(items: readonly T[]): void {
    this.items = [...items, ...this.items.slice(this.head)];
    this.head = 0;
  }
}
