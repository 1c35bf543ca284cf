/** Differences of what lies within are whole numbers still. */
const furthest = 2 ** 52;

/**
 * Whole instants as a store keeps them: the first, then how much later each is than the one before, which is shorter and quicker
 * to write. Others are kept as they are, behind a null.
 */
export function packInstants(times: readonly number[]): (number | null)[] {
  const packed: number[] = [];
  let before = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    if (!Number.isInteger(time) || Math.abs(time) > furthest) return [null, ...times];
    packed.push(time - before);
    before = time;
  }
  return packed;
}

/** The instants that `packInstants` was given. */
export function unpackInstants(packed: readonly (number | null)[]): number[] {
  if (packed[0] === null) return packed.slice(1) as number[];
  let time = 0;
  return packed.map((later) => {
    time += later as number;
    return time;
  });
}

/** How instants are kept. */
export interface InstantsLimits {
  /** How far a window reaches back: two instants exactly this long apart are within one. */
  readonly sizeMs: number;
  /** How many are kept at most, the newest ones. */
  readonly max: number;
  /** What lies before this instant counts no more and may be let go. */
  readonly oldest: number;
}

/** Where the first of `times` (ascending) stands that is at or after `time`. */
function firstFrom(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the first of `times` stands that is after `time`. */
function firstAfter(times: readonly number[], time: number): number {
  let index = firstFrom(times, time);
  while (times[index] === time) index++;
  return index;
}

/** How many of `times` lie within the span of `size` that ends at the newest. */
function countNewest(times: readonly number[], size: number): number {
  const oldest = (times[times.length - 1] as number) - size;
  return (times[0] as number) >= oldest ? times.length : times.length - firstFrom(times, oldest);
}

/** The most instants of `times` that lie within one span of `size` around the one at `index`. */
function mostAround(times: readonly number[], index: number, size: number): number {
  let most = 0;
  for (let end = index; end < times.length; end++) {
    const start = firstFrom(times, (times[end] as number) - size);
    if (start > index) break;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/**
 * How many of `times` (ascending) lie within one window that holds `time`, which is one of them: the fullest such window.
 */
export function countAround(times: readonly number[], time: number, sizeMs: number): number {
  if (time === times[times.length - 1]) return countNewest(times, sizeMs);
  return mostAround(times, firstAfter(times, time) - 1, sizeMs);
}

/** Lets go of what is too much, and of what is too old where there is much of it. */
function trim(times: number[], { max, oldest }: InstantsLimits): void {
  if (times.length > max) times.splice(0, times.length - max);
  if (times.length >= 32 && (times[15] as number) < oldest) times.splice(0, firstFrom(times, oldest));
}

function replaceOldest(times: number[], time: number): void {
  for (let i = 1; i < times.length; i++) times[i - 1] = times[i] as number;
  times[times.length - 1] = time;
}

/**
 * Adds the instant `time` `count` times to `times` (ascending, ms since 1970 UTC) and returns how many of them lie within
 * the window, at most `max`. For an instant that comes out of order, the fullest window that holds it.
 */
export function addInstants(
  times: number[],
  { time, count }: { readonly time: number; readonly count: number },
  limits: InstantsLimits,
): number {
  const { sizeMs, max } = limits;
  const newest = times.length === 0 || time >= (times[times.length - 1] as number);
  const added = Math.min(count, max);
  if (newest && added === 1 && times.length === max) replaceOldest(times, time);
  else if (newest) for (let i = 0; i < added; i++) times.push(time);
  else times.splice(firstAfter(times, time), 0, ...new Array<number>(added).fill(time));
  const around = newest ? countNewest(times, sizeMs) : mostAround(times, firstAfter(times, time) - 1, sizeMs);
  const most = Math.min(around, max);
  trim(times, limits);
  return most;
}
