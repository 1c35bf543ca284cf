import type { Event } from '@correlator/events';

/** What an event says may be acted on. */
export interface Asserted {
  /** The name of the field; undefined where there is none, or several and none of them is called `address`. */
  readonly field: string | undefined;
  readonly value: string | null;
}

/**
 * The address of an event that its author declared to be one that nobody can forge. Other fields, whatever their names, are
 * never looked at.
 */
export function assertedOf({ fields = {}, data }: Event): Asserted {
  const names = Object.keys(fields).filter((name) => fields[name]?.kind === 'assertedAddress');
  const field = names.length === 1 ? names[0] : names.find((name) => name === 'address');
  const value = field === undefined ? undefined : data[field];
  return { field, value: typeof value === 'string' ? value : null };
}
