import type { EngineOptions } from './engine-options.ts';
import type { Input } from './input.ts';
import type { RunInput } from './receipt.ts';

/** The inputs of an engine: those it is given, or, to replay, those of the run that was recorded. */
export function inputsOf({ inputs, receipts }: EngineOptions): readonly Input[] {
  return receipts === undefined ? inputs : receipts.run.inputs.map(recordedInput);
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
