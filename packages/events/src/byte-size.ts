import { CorrelatorError } from './errors.ts';

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

/** `'100MB'`, `'1.5 GiB'` or a number as a whole number of bytes, or undefined where it is no size of 1 byte or more. */
export function parseByteSize(size: string | number): number | undefined {
  const match = typeof size === 'number' ? undefined : pattern.exec(size.trim());
  const unit = units.get(match?.[2]?.toLowerCase() ?? '');
  const bytes = typeof size === 'number' ? size : Math.round(Number(match?.[1]) * (unit ?? Number.NaN));
  return Number.isSafeInteger(bytes) && bytes >= 1 ? bytes : undefined;
}

/** As `parseByteSize`, but what is no size is a `SIZE_INVALID` error that names the option. */
export function byteSize(size: string | number, option: string): number {
  const bytes = parseByteSize(size);
  if (bytes !== undefined) return bytes;
  throw new CorrelatorError(
    'SIZE_INVALID',
    `${option}: '${size}' is not a size; write a number with a unit, such as '100MB'`,
  );
}
