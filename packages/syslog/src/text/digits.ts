/** Reading a text character by character: digits, and words that come again. */

/** Returns the number of the two digits at `at`, or -1. */
export function twoDigits(line: string, at: number): number {
  const tens = line.charCodeAt(at) - 0x30;
  const ones = line.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Returns the number of the four digits at `at`, or -1. */
export function fourDigits(line: string, at: number): number {
  const high = twoDigits(line, at);
  const low = twoDigits(line, at + 2);
  return high < 0 || low < 0 ? -1 : high * 100 + low;
}

/** Returns whether a character is one of `0` to `9`; the NaN that stands beyond the end of a line is not. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Returns where the digits that begin at `at` end. */
export function endOfDigits(line: string, at: number): number {
  let end = at;
  while (isDigit(line.charCodeAt(end))) end++;
  return end;
}

/** Returns the seconds of the `hh:mm:ss` at `at` since midnight, or -1. A leap second (`:60`) is taken if `leap` is set. */
export function secondsOfDay(line: string, at: number, leap: boolean): number {
  const hour = twoDigits(line, at);
  const minute = twoDigits(line, at + 3);
  const second = twoDigits(line, at + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0) return -1;
  if (second > 59 && !(leap && second === 60)) return -1;
  if (line.charCodeAt(at + 2) !== 0x3a || line.charCodeAt(at + 5) !== 0x3a) return -1;
  return (hour * 60 + minute) * 60 + second;
}

/** Returns the milliseconds of the digits of a fraction between `start` and `end`; what is finer is cut off. */
export function fractionMs(line: string, start: number, end: number): number {
  const tenths = line.charCodeAt(start) - 0x30;
  const hundredths = start + 1 < end ? line.charCodeAt(start + 1) - 0x30 : 0;
  const thousandths = start + 2 < end ? line.charCodeAt(start + 2) - 0x30 : 0;
  return tenths * 100 + hundredths * 10 + thousandths;
}
