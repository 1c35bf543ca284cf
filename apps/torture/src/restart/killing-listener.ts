import type { Json, Listener, ListenerManifest } from '@correlator/core';
import { at, type Point, soonAfter } from './killing.ts';

/** A listener whose process is killed where it was told to be: its points begin with `prefix`. */
export function killing(listener: Listener, prefix: 'csv' | 'sqlite' | 'postgres'): Listener {
  const point = (what: string) => at(`${prefix}-${what}` as Point);
  return {
    name: listener.name,
    ...(listener.criteria && { criteria: listener.criteria }),
    start: (context) => listener.start?.(context),
    handle: (event, signal) => listener.handle(event, signal),
    async handleBatch(events, signal) {
      point('handling');
      const handled = listener.handleBatch?.(events, signal);
      void soonAfter(`${prefix}-handling-later` as Point);
      await handled;
      point('handled');
    },
    stop: () => listener.stop?.(),
    async commit() {
      point('committing');
      const position: Json = (await listener.commit?.()) ?? null;
      point('committed');
      return position;
    },
    async restore(position) {
      point('restoring');
      await listener.restore?.(position);
      point('restored');
    },
  };
}

/** The manifest of a listener that is killed so. */
export function killingManifest<O>(
  of: ListenerManifest<O>,
  prefix: 'csv' | 'sqlite' | 'postgres',
): ListenerManifest<O> {
  return { ...of, name: `killing-${prefix}`, create: (options, setup) => killing(of.create(options, setup), prefix) };
}
