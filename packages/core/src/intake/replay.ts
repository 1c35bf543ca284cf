/** Replaying what an earlier run was told. */
import type { Input } from '../contract/input.ts';
import type { ReceiptSource, RunInput } from '../contract/tap.ts';
import type { Intake } from './intake.ts';

/** Has an engine act on the receipts of an earlier run, in their order. */
export class ReceiptReader {
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

/** Returns inputs that stand for those of a run that was recorded. */
export function recordedInputs(source: ReceiptSource): readonly Input[] {
  return source.run.inputs.map(recordedInput);
}

/** Stands for an input of the run that was recorded: what it gave comes by receipts. */
function recordedInput({ name, live }: RunInput): Input {
  return {
    name,
    live,
    start: async () => {},
    read: async () => undefined,
    stop: async () => {},
    positions: () => null,
    resume: () => {},
  };
}
