export const dayMs = 86_400_000;

const monthLengths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a date of the Gregorian calendar; `month` from 1. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month === 2 && day === 29) return isLeapYear(year);
  return day >= 1 && day <= (monthLengths[month - 1] ?? 0);
}

/** Midnight of a date as if its wall time were UTC. `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
export function midnightOf(year: number, month: number, day: number): number {
  return Date.UTC(year + 400, month - 1, day) - 146_097 * dayMs;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
