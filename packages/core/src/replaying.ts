import type { Intake } from './intake.ts';
import type { ReceiptSource } from './receipt.ts';

/** Has an engine act on the receipts of an earlier run, in their order. */
export class Replaying {
  readonly finished: Promise<void>;
  stopped = false;

  /** Begins at once. */
  constructor(source: ReceiptSource, intake: Intake) {
    this.finished = this.run(source, intake);
    this.finished.catch(() => {});
  }

  async run(source: ReceiptSource, intake: Intake): Promise<void> {
    for await (const receipt of source.receipts()) {
      if (this.stopped) return;
      await intake.replay(receipt);
    }
  }

  /** Resolves when the receipt under way is acted on. Rejects with what reading them failed with. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.finished;
  }
}
