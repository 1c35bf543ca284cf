/** When something happened, by source; in order. */
export type Times = Map<string, number[]>;

export function addTime(sources: Times, source: string, time: number): void {
  const known = sources.get(source);
  if (known === undefined) sources.set(source, [time]);
  else known.push(time);
}

const limit = 5;
const windowMs = 5 * 60_000;

export function sumOver(sources: Times, of: (times: readonly number[]) => number): number {
  return [...sources.values()].reduce((sum, times) => sum + of(times), 0);
}

/** How often there were five within five minutes; once it is told, it is not told again for five minutes. */
export function byWindow(times: readonly number[]): number {
  let told = Number.NEGATIVE_INFINITY;
  let count = 0;
  times.forEach((time, index) => {
    const fifthBefore = times[index - limit + 1];
    if (fifthBefore === undefined || time - fifthBefore > windowMs || time - told <= windowMs) return;
    told = time;
    count++;
  });
  return count;
}

/** 1 where there were five at all. */
export function byTotal(times: readonly number[]): number {
  return times.length >= limit ? 1 : 0;
}

/** How often there were five, each at most five minutes after the one before. */
export function byChain(times: readonly number[]): number {
  let length = 0;
  let count = 0;
  times.forEach((time, index) => {
    length = time - (times[index - 1] ?? Number.NEGATIVE_INFINITY) <= windowMs ? length + 1 : 1;
    if (length === limit) count++;
  });
  return count;
}
