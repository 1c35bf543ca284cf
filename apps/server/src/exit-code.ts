import type { Engine, EngineOptions } from '@correlator/core';
import { escapeControl } from './escape-control.ts';

function lossesOf(engine: Engine): string[] {
  const listeners = engine.listeners().flatMap(({ listener, accepted, handled }) => {
    return handled < accepted
      ? [`listener ${listener} did not handle ${accepted - handled} of ${accepted} events`]
      : [];
  });
  const modules = engine.modules().flatMap(({ module, stopped }) => {
    return stopped > 0 ? [`module ${module} was stopped, as it failed again and again`] : [];
  });
  return [...listeners, ...modules];
}

/**
 * The exit code of a run that went well as a whole: 1 where its inputs were read to their end and the outcome is not
 * complete, which standard error says. Of a run without end, that was said when it happened.
 */
export function exitCodeOf(engine: Engine, { inputs }: Pick<EngineOptions, 'inputs'>): number {
  const losses = inputs.some(({ live }) => live) ? [] : lossesOf(engine);
  for (const loss of losses) process.stderr.write(`correlator: ${escapeControl(loss)}\n`);
  return losses.length > 0 ? 1 : 0;
}
