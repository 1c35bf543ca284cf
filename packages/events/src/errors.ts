/** Errors of one class with a stable code, the words of whatever was thrown, and the name that was most likely meant. */

/** The options of a `CorrelatorError`, besides its code and message. */
export interface CorrelatorErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Facts for programs: paths, names, the nearest right name. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one error class of Correlator. `code` is stable and listed in the documentation; the message says what is wrong
 * and how to mend it.
 *
 * @example
 * const message = "maxBytes: 'big' is not a size; write a number with a unit, such as '100MB'";
 * const error = new CorrelatorError('SIZE_INVALID', message, { details: { option: 'maxBytes' } });
 * error.code; // SIZE_INVALID
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

/**
 * Returns whether a value is a `CorrelatorError`, of any copy of this package.
 *
 * @example
 * isCorrelatorError(new CorrelatorError('SIZE_INVALID', 'too big')); // true
 * isCorrelatorError(new Error('too big')); // false
 */
export function isCorrelatorError(value: unknown): value is CorrelatorError {
  return value instanceof Error && value.name === 'CorrelatorError' && 'code' in value;
}

/** No message is longer than this: it ends up in logs. */
const longest = 2_000;

/**
 * Returns the message of anything that was thrown, shortened to 2,000 characters. Never throws itself.
 *
 * @example
 * messageOf(new Error('no space left')); // no space left
 * messageOf('no space left'); // no space left
 */
export function messageOf(error: unknown): string {
  try {
    return describe(error).slice(0, longest);
  } catch {
    return `a value of type ${typeof error} that cannot be shown`;
  }
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error) || 'an empty text';
  if (error instanceof Error) return String(error.message) || String(error.name);
  return 'message' in error ? String(error.message) : (JSON.stringify(error) ?? String(error));
}

/** How far a chain of causes is followed: errors may name one another in a circle. */
const mostCauses = 8;

/**
 * Returns what went wrong and why, in one line: the message of anything that was thrown, and of each cause what the messages
 * before it do not say already. At most 2,000 characters. Never throws itself.
 *
 * @example
 * errorText(new Error('cannot send mail', { cause: new Error('connection refused') }));
 * // cannot send mail (caused by: connection refused)
 */
export function errorText(error: unknown): string {
  let text = messageOf(error);
  let at = causeOf(error);
  for (let depth = 0; at !== undefined && depth < mostCauses; depth++) {
    const message = messageOf(at);
    if (!text.includes(message)) text = `${text} (caused by: ${message})`;
    at = causeOf(at);
  }
  return text.slice(0, longest);
}

function causeOf(error: unknown): unknown {
  try {
    return error instanceof Error ? error.cause : undefined;
  } catch {
    return undefined;
  }
}

/** Returns how many letters are wrong, missing, too many or swapped with their neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : substitution;
      row.push(Math.min(substitution, swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/**
 * Returns the known name that a misspelt one most likely means, or undefined if none is near: within a third of its length.
 *
 * @example
 * nearestName('listner', ['inputs', 'modules', 'listeners']); // listeners
 * nearestName('store', ['inputs', 'modules', 'listeners']); // undefined
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}
