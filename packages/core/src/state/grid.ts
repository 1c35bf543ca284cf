/**
 * The first multiple of `step` at or after `time`. What is let go at such instants is let go together, and at the same
 * instant however the keys are divided among partitions.
 */
export function onGrid(time: number, step: number): number {
  return Math.ceil(time / step) * step;
}
