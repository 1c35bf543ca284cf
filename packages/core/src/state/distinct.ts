/** Values and when each was last seen, in the order in which they came: for how many different ones there were lately. */
export interface Distinct {
  readonly values: string[];
  /** ms since 1970 UTC, one for each value. */
  readonly times: number[];
}

/** How values are kept. */
export interface DistinctLimits {
  /** How far the window reaches back: a value seen exactly this long ago counts. */
  readonly sizeMs: number;
  /** How many are kept at most; the one that was seen longest ago gives way. */
  readonly max: number;
}

/** Values of which none has been seen. */
export function noneDistinct(): Distinct {
  return { values: [], times: [] };
}

/** Forgets what was seen before `oldest`. */
function forget({ values, times }: Distinct, oldest: number): void {
  let kept = 0;
  for (let i = 0; i < values.length; i++) {
    if ((times[i] as number) < oldest) continue;
    values[kept] = values[i] as string;
    times[kept++] = times[i] as number;
  }
  values.length = kept;
  times.length = kept;
}

function forgetOldest({ values, times }: Distinct): void {
  let oldest = 0;
  for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[oldest] as number)) oldest = i;
  for (let i = oldest + 1; i < times.length; i++) {
    values[i - 1] = values[i] as string;
    times[i - 1] = times[i] as number;
  }
  values.length--;
  times.length--;
}

/** As `indexOf`, but without a call where lengths tell already. */
function placeOf(values: readonly string[], value: string): number {
  const { length } = value;
  for (let i = 0; i < values.length; i++) {
    const other = values[i] as string;
    if (other.length === length && other === value) return i;
  }
  return -1;
}

/**
 * Notes that `value` was seen at `time`, and returns whether it is new: was not seen within the window before. A value is
 * kept as it is given: what was taken out of a record has to be copied.
 */
export function noteDistinct(distinct: Distinct, value: string, time: number, limits: DistinctLimits): boolean {
  const { values, times } = distinct;
  const known = placeOf(values, value);
  if (known >= 0) {
    const last = times[known] as number;
    times[known] = Math.max(last, time);
    return last < time - limits.sizeMs;
  }
  if (values.push(value) && times.push(time) > limits.max) {
    forget(distinct, time - limits.sizeMs);
    if (values.length > limits.max) forgetOldest(distinct);
  }
  return true;
}

/** As `noteDistinct`, but returns how many different values were seen within the fullest window that holds `time`, at most `max`. */
export function addDistinct(distinct: Distinct, value: string, time: number, limits: DistinctLimits): number {
  noteDistinct(distinct, value, time, limits);
  return countDistinct(distinct, time, limits.sizeMs);
}

/**
 * How many different values were seen within the window that ends at `time`; where later ones were seen already, within the
 * fullest window that holds `time`.
 */
export function countDistinct({ times }: Distinct, time: number, sizeMs: number): number {
  let most = 0;
  let later = false;
  for (let i = 0; i < times.length; i++) {
    const seen = times[i] as number;
    if (seen > time) later = true;
    else if (seen >= time - sizeMs) most++;
  }
  if (!later) return most;
  for (const end of times)
    if (end > time && end - sizeMs <= time) most = Math.max(most, countWithin(times, end, sizeMs));
  return most;
}

function countWithin(times: readonly number[], end: number, sizeMs: number): number {
  return times.filter((time) => time <= end && time >= end - sizeMs).length;
}
