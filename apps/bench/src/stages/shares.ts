import { sourceOf } from './sources.ts';
import { type Stage, stageOf } from './stages.ts';
import type { Tick } from './tick-log.ts';

/** How long the main thread was at work in each stage, or function, ms. */
export type Times<Name extends string = string> = ReadonlyMap<Name, number>;

/** Whether an input is at work, and not a module that loads. */
function isInput({ stack }: Tick): boolean {
  return stack.some((text) => {
    const source = sourceOf(text);
    return source !== undefined && source.name !== '' && source.path.startsWith('packages/input-file/src/');
  });
}

/** The stage of the innermost function of the project: what Node.js does is done for who asked for it. */
function stageOfTick({ state, stack }: Tick): Stage {
  if (state === 'collecting') return 'garbage collection';
  if (state === 'compiling') return 'compiling';
  for (const text of stack) {
    const source = sourceOf(text);
    const stage = source === undefined ? undefined : stageOf(source.path);
    if (stage !== undefined) return stage;
  }
  return stack.some((text) => text.includes(' node:internal/fs/')) ? 'reading' : 'Node.js, the rest';
}

/** The ticks from the first in which an input is at work. */
const running = (ticks: readonly Tick[]): readonly Tick[] => ticks.slice(Math.max(0, ticks.findIndex(isInput)));

function sum<Name extends string>(ticks: readonly Tick[], nameOf: (tick: Tick) => Name): Map<Name, number> {
  const times = new Map<Name, number>();
  for (const tick of ticks) {
    const name = nameOf(tick);
    times.set(name, (times.get(name) ?? 0) + tick.microseconds / 1000);
  }
  return times;
}

/** Time by stage. Start-up is all that comes before an input is at work. */
export function stageTimes(ticks: readonly Tick[]): Times<Stage> {
  const begun = running(ticks);
  const startUp = ticks.slice(0, ticks.length - begun.length);
  return new Map<Stage, number>([...sum(startUp, (): Stage => 'start-up'), ...sum(begun, stageOfTick)]);
}

function functionOfTick({ state, stack }: Tick): string {
  if (state !== 'running') return state === 'collecting' ? '(garbage collection)' : '(compiling)';
  const source = stack.map(sourceOf).find((found) => found !== undefined);
  return source === undefined ? '(Node.js)' : `${source.name || '(module)'}, ${source.path}`;
}

/** Time by function after start-up, what it calls of Node.js included. */
export function functionTimes(ticks: readonly Tick[]): Times {
  return sum(running(ticks), functionOfTick);
}
