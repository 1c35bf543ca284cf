/** A part of a buffer, in bytes. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/**
 * The texts of these parts of `data`. Decoding once costs a fraction of decoding part by part; where all is ASCII, bytes and
 * characters are at the same places.
 */
export function decodeSlices(data: Buffer, slices: readonly Slice[]): string[] {
  const [first] = slices;
  const last = slices.at(-1);
  if (first === undefined || last === undefined) return [];
  const whole = data.toString('utf8', first.start, last.end);
  if (whole.length !== last.end - first.start) return slices.map(({ start, end }) => data.toString('utf8', start, end));
  return slices.map(({ start, end }) => whole.slice(start - first.start, end - first.start));
}
