import type { Place } from '../paths/place.ts';
import type { Recognised } from './recognise.ts';

const mostPlaces = 1_000;

const keyOf = ({ inode, size, changed }: Place): string => `${inode} ${size} ${changed}`;

/** What has been found at which place: as long as a file is not changed, it need not be looked into again. */
export class SeenPlaces {
  readonly found = new Map<string, Recognised>();

  get(place: Place): Recognised | undefined {
    const found = this.found.get(keyOf(place));
    // It may be a copy of what has been read on from elsewhere.
    return found?.known === undefined || (!found.gzip && place.size < found.known.offset) ? undefined : found;
  }

  set(found: Recognised): void {
    if (found.known === undefined) return;
    const key = keyOf(found.place);
    this.found.delete(key);
    this.found.set(key, found);
    const [oldest] = this.found.keys();
    if (this.found.size > mostPlaces && oldest !== undefined) this.found.delete(oldest);
  }
}
