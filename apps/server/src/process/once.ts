import type { CheckedConfig } from '@correlator/config';
import { type Input, optionNames } from '@correlator/core';
import { CorrelatorError } from '@correlator/events';

/** `config` with inputs that stop at their end where they would wait for more. */
export function readToEnd(config: CheckedConfig): CheckedConfig {
  const inputs = config.inputs.map((input) => {
    if (!optionNames(input.manifest.options).includes('follow')) return input;
    return { ...input, options: { ...(input.options as object), follow: false } };
  });
  return { ...config, inputs };
}

/** Throws `INPUT_ENDLESS` where an input has no end that could be waited for. */
export function refuseEndless(inputs: readonly Input[]): void {
  const endless = inputs.filter(({ live }) => live).map(({ name }) => name);
  if (endless.length === 0) return;
  throw new CorrelatorError(
    'INPUT_ENDLESS',
    `input ${endless.join(', ')} never ends, so --once would wait forever; leave out --once, or turn it off with --set inputs.${endless[0]}=false`,
  );
}
