/** Wakes one waiter; raised before anybody waits, it is remembered once. */
export class Signal {
  raised = false;
  waiter: (() => void) | undefined = undefined;

  raise(): void {
    const waiter = this.waiter;
    this.waiter = undefined;
    if (waiter === undefined) this.raised = true;
    else waiter();
  }

  /** Resolves when raised: at once where that happened since the last wait. */
  wait(): Promise<void> {
    if (this.raised) {
      this.raised = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.waiter = resolve;
    });
  }
}
