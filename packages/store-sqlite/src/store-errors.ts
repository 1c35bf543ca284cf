import { CorrelatorError } from '@correlator/events';
import type { StoreFailure } from './messages.ts';

/** The error for what the worker could not do. */
export function storeFailed(path: string, { message, code }: StoreFailure): CorrelatorError {
  const details = { path };
  if (code === 'STORE_IN_USE') return new CorrelatorError('STORE_IN_USE', message, { details });
  if (code === 'STORE_DAMAGED') return new CorrelatorError('STORE_DAMAGED', message, { details });
  if (code === 'STORE_FOREIGN') return new CorrelatorError('STORE_FOREIGN', message, { details });
  if (code === 'STORE_NEWER') return new CorrelatorError('STORE_NEWER', message, { details });
  if (code === 'STORE_UNAVAILABLE') return new CorrelatorError('STORE_UNAVAILABLE', message, { details });
  return new CorrelatorError('STORE_FAILED', `the store ${path} failed: ${message}${fixFor(message)}`, { details });
}

function fixFor(message: string): string {
  if (message.includes('full')) return '; make room on its disk';
  if (message.includes('malformed')) return '; stop the server: at the next start the file is checked and set aside';
  return '';
}
