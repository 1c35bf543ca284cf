/** Durations and sizes as people write them: `5m`, `100MB`. */
import { CorrelatorError } from './errors.ts';

const unitMs = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

const part = /^(\d{1,15}(?:\.\d{1,6})?)(ms|s|m|h|d|w)/;

/** Removes what binary fractions add: `1.001 * 1_000` is 1000.9999999999999. */
function wholeNanoseconds(ms: number): number {
  return Number.isInteger(ms) ? ms : Math.round(ms * 1e6) / 1e6;
}

/**
 * Returns a duration written as `'5m'`, `'1h30m'`, `'250ms'` (units ms, s, m, h, d, w) in milliseconds, or undefined if the
 * text is not one. A number is taken as milliseconds.
 *
 * @example
 * parseDuration('1h30m'); // 5400000
 * parseDuration('soon'); // undefined
 */
export function parseDuration(duration: string | number): number | undefined {
  if (typeof duration === 'number') return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
  let rest = duration.trim();
  if (rest === '') return undefined;
  let sum = 0;
  while (rest !== '') {
    const match = part.exec(rest);
    if (match === null) return undefined;
    sum += wholeNanoseconds(Number(match[1]) * (unitMs.get(match[2] ?? '') ?? 0));
    rest = rest.slice(match[0].length);
  }
  return sum;
}

/**
 * Returns a duration as `parseDuration` does. Throws `DURATION_INVALID`, with the name of the option, for what is not one.
 *
 * @example
 * durationMs('5m', 'window'); // 300000
 */
export function durationMs(duration: string | number, option: string): number {
  const ms = parseDuration(duration);
  if (ms !== undefined) return ms;
  throw new CorrelatorError(
    'DURATION_INVALID',
    `${option}: '${duration}' is not a duration; write a number with a unit, such as '30s', '5m', '1h30m' or '2d'`,
  );
}

/**
 * Returns milliseconds the way `parseDuration` reads them.
 *
 * @example
 * formatDuration(90_000); // 1m30s
 */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  let text = '';
  let rest = Math.round(ms);
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return rest > 0 ? `${text}${rest / 1_000}s` : text;
}

const units = new Map([
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
]);

const pattern = /^(\d{1,12}(?:\.\d{1,6})?)\s?([KMG]?i?B)$/i;

/**
 * Returns `'100MB'`, `'1.5 GiB'` or a number as a whole number of bytes, or undefined if it is not a size of 1 byte or more.
 *
 * @example
 * parseByteSize('1.5 KiB'); // 1536
 * parseByteSize('big'); // undefined
 */
export function parseByteSize(size: string | number): number | undefined {
  const match = typeof size === 'number' ? undefined : pattern.exec(size.trim());
  const unit = units.get(match?.[2]?.toLowerCase() ?? '');
  const bytes = typeof size === 'number' ? size : Math.round(Number(match?.[1]) * (unit ?? Number.NaN));
  return Number.isSafeInteger(bytes) && bytes >= 1 ? bytes : undefined;
}

/**
 * Returns a size as `parseByteSize` does. Throws `SIZE_INVALID`, with the name of the option, for what is not one.
 *
 * @example
 * byteSize('100MB', 'maxBytes'); // 100000000
 */
export function byteSize(size: string | number, option: string): number {
  const bytes = parseByteSize(size);
  if (bytes !== undefined) return bytes;
  throw new CorrelatorError(
    'SIZE_INVALID',
    `${option}: '${size}' is not a size; write a number with a unit, such as '100MB'`,
  );
}
