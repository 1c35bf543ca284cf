import type { InputContext } from '@correlator/core';

/** What may happen again and again, told of at the 1st, 10th, 100th … time. */
export class Notices {
  readonly context: InputContext;
  readonly counts = new Map<string, number>();

  constructor(context: InputContext) {
    this.context = context;
  }

  /** Counts `kind`; `say` makes the words for the times that are told. */
  count(kind: string, say: () => string, data: Readonly<Record<string, unknown>> = {}): void {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (!isPowerOfTen(count)) return;
    const times = count === 1 ? '' : ` (the ${count}th time)`;
    this.context.warn(`${say()}${times}`, { kind, count, ...data });
  }
}

function isPowerOfTen(count: number): boolean {
  let rest = count;
  while (rest % 10 === 0) rest /= 10;
  return rest === 1;
}
