import type { Collection } from '../state/collection.ts';
import { type Keyed, KeyedCollection, type KeyedOptions } from '../state/keyed.ts';

/**
 * Makes keyed values that belong to no module, for tests of a `KeyIndex` and of what is given a `Keyed`. They can be saved and
 * restored as an engine does it. No time passes for them.
 *
 * @example
 * const values = createKeyed<number>('values', { max: 10 });
 * values.set('a', 1);
 * values.restore(JSON.parse(JSON.stringify(values.snapshot())));
 */
export function createKeyed<V, K = string>(name: string, options: KeyedOptions<V, K>): Keyed<V, K> & Collection {
  return new KeyedCollection<V, K>(name, options);
}
