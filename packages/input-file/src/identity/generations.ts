/** Fingerprints remembered at most: rotation brings new ones for as long as an input runs. */
const mostFingerprints = 1_000;

/** Numbers the files that begin alike, from 0, so that no two of them share an identity. */
export class Generations {
  readonly counts = new Map<string, number>();

  /** The number of another file with this fingerprint. */
  next(fingerprint: string): number {
    const generation = this.counts.get(fingerprint) ?? 0;
    this.set(fingerprint, generation + 1);
    return generation;
  }

  /** There were at least `count` files with this fingerprint. */
  set(fingerprint: string, count: number): void {
    const least = Math.max(count, this.counts.get(fingerprint) ?? 0);
    this.counts.delete(fingerprint);
    this.counts.set(fingerprint, least);
    const [oldest] = this.counts.keys();
    if (this.counts.size > mostFingerprints && oldest !== undefined) this.counts.delete(oldest);
  }
}
