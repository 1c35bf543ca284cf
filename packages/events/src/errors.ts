/** What `new CorrelatorError` takes besides its code and message. */
export interface CorrelatorErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Facts for programs: paths, names, the nearest right name. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one error class of Correlator. `code` is stable and listed in the documentation; the message says what is wrong
 * and how to mend it.
 */
export class CorrelatorError extends Error {
  override readonly name = 'CorrelatorError';
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: CorrelatorErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** True for a `CorrelatorError` of any copy of this package. */
export function isCorrelatorError(value: unknown): value is CorrelatorError {
  return value instanceof Error && value.name === 'CorrelatorError' && 'code' in value;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
