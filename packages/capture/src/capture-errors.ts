import { CorrelatorError, messageOf } from '@correlator/events';

/** Returns the error that a capture cannot be opened or read. */
export function captureUnreadable(path: string, cause: unknown): CorrelatorError {
  const message = `cannot read the capture ${path}: ${messageOf(cause)}; give a file that is there and may be read`;
  return new CorrelatorError('CAPTURE_UNREADABLE', message, { cause, details: { path } });
}

/** Returns the error that a capture cannot be written. */
export function captureUnwritable(path: string, cause: unknown): CorrelatorError {
  const message = `cannot write the capture ${path}: ${messageOf(cause)}; give a path in a folder that this process may write to`;
  return new CorrelatorError('CAPTURE_UNWRITABLE', message, { cause, details: { path } });
}

/** Returns the error that a file is of another kind. */
export function noCapture(path: string): CorrelatorError {
  const message = `${path} is not a capture, and is left as it is; give the path of a capture, or of a file that is not there yet`;
  return new CorrelatorError('CAPTURE_INVALID', message, { details: { path } });
}

/** Returns the error that a capture is of a later version of the format. */
export function captureNewer(path: string): CorrelatorError {
  const message = `${path} was written by a later version of Correlator; read it with that, or a later one`;
  return new CorrelatorError('CAPTURE_NEWER', message, { details: { path } });
}

/** Returns the error that there is a file where a capture is to be written anew: nothing must be added to it. */
export function captureExists(path: string): CorrelatorError {
  const message = `${path} is there already, and is left as it is; remove it, or give another path`;
  return new CorrelatorError('CAPTURE_EXISTS', message, { details: { path } });
}

/** Returns the error that two programs write to one file. */
export function captureShared(path: string): CorrelatorError {
  const message = `something else writes to the capture ${path}; end one of them, or give each a path of its own`;
  return new CorrelatorError('CAPTURE_SHARED', message, { details: { path } });
}
