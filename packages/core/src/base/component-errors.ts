import { CorrelatorError, errorText, isCorrelatorError } from '@correlator/events';

/** What is wrong where a component cannot start. An error with a code of its own says so itself. */
export function startFailed(component: string, error: unknown): CorrelatorError {
  if (isCorrelatorError(error)) return error;
  return new CorrelatorError('START_FAILED', `${component} cannot start: ${errorText(error)}`, { cause: error });
}

/** What is wrong where a component cannot go back to what a checkpoint says of it. */
export function restoreFailed(component: string, error: unknown): CorrelatorError {
  if (isCorrelatorError(error)) return error;
  const message = `${component} cannot go back to its checkpoint: ${errorText(error)}; mend that, or remove what the store has of it`;
  return new CorrelatorError('RESTORE_FAILED', message, { cause: error });
}

/** What is wrong where a component cannot stop. */
export function stopFailed(component: string, error: unknown): CorrelatorError {
  if (isCorrelatorError(error)) return error;
  const message = `${component} could not be stopped: ${errorText(error)}; what it did last may not be kept`;
  return new CorrelatorError('STOP_FAILED', message, { cause: error });
}
