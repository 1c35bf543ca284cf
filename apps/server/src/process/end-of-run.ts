import type { CheckedConfig } from '@correlator/config';
import { type Engine, type EngineOptions, type Input, optionNames } from '@correlator/core';
import { CorrelatorError } from '@correlator/events';
import { say } from '../text/messages.ts';

type Parts = Pick<EngineOptions, 'inputs' | 'listeners' | 'store'>;

function lossesOf(engine: Engine, { listeners: given = [], store }: Parts): string[] {
  const kept = new Set(store && given.filter(({ durable }) => durable !== false).map(({ name }) => name));
  const listeners = engine.listeners().flatMap(({ listener, accepted, handled }) => {
    const what = `listener ${listener} did not handle ${accepted - handled} of ${accepted} events`;
    const then = kept.has(listener) ? ': they are in the store, for the next run or as dead letters' : '';
    return handled < accepted ? [what + then] : [];
  });
  const modules = engine.modules().flatMap(({ module, stopped }) => {
    return stopped > 0 ? [`module ${module} was stopped, as it failed again and again`] : [];
  });
  return [...listeners, ...modules];
}

/**
 * Returns the exit code of a run that ended without an error: 1 if its inputs were read to their end and some events
 * were not handled or a module was stopped, which it reports on standard error. In a run without end, that was reported
 * when it happened.
 */
export function exitCodeOf(engine: Engine, parts: Parts): number {
  const losses = parts.inputs.some(({ live }) => live) ? [] : lossesOf(engine, parts);
  for (const loss of losses) say(loss);
  return losses.length > 0 ? 1 : 0;
}

/** Returns a configuration whose inputs stop at their end instead of waiting for more. */
export function readToEnd(config: CheckedConfig): CheckedConfig {
  const inputs = config.inputs.map((input) => {
    if (!optionNames(input.manifest.options).includes('follow')) return input;
    return { ...input, options: { ...(input.options as object), follow: false } };
  });
  return { ...config, inputs };
}

/** Throws `INPUT_ENDLESS` if an input has no end. */
export function refuseEndless(inputs: readonly Input[]): void {
  const endless = inputs.filter(({ live }) => live).map(({ name }) => name);
  if (endless.length === 0) return;
  throw new CorrelatorError(
    'INPUT_ENDLESS',
    `input ${endless.join(', ')} never ends, so --once would wait forever; leave out --once, or turn it off with --set inputs.${endless[0]}=false`,
  );
}
