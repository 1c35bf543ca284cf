/** Dates, and the year of those that name none. */
import type { TimeZone } from '@correlator/events';
import type { YearRule } from '../contract/line-parser-options.ts';

const dayMs = 86_400_000;

const monthLengths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Returns whether a date is in the Gregorian calendar; `month` from 1. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month === 2 && day === 29) return isLeapYear(year);
  return day >= 1 && day <= (monthLengths[month - 1] ?? 0);
}

/** Returns midnight of a date as if its wall time were UTC. `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
export function midnightOf(year: number, month: number, day: number): number {
  return Date.UTC(year + 400, month - 1, day) - 146_097 * dayMs;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** What a year is found by. */
export interface YearFinder {
  readonly rule: YearRule;
  readonly zone: TimeZone;
  /** Milliseconds since 1970 UTC. */
  reference: number;
}

/** Leap years are up to eight years apart, around 1900 and 2100. */
const leapYearsApart = 8;

const averageYearMs = 365.2425 * dayMs;

/** Returns the year of a date (`month` from 1), or undefined if no year near the reference time has such a day. */
export function findYear(finder: YearFinder, month: number, day: number): number | undefined {
  const { rule, zone, reference } = finder;
  const near = Math.floor(1970 + reference / averageYearMs);
  const reach = month === 2 && day === 29 ? leapYearsApart + 1 : 2;
  let found: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let year = near - reach; year <= near + reach; year++) {
    if (!isDate(year, month, day)) continue;
    const ahead = zone.toUtc(midnightOf(year, month, day)) - reference;
    const distance = rule === 'past' && ahead > dayMs ? Number.POSITIVE_INFINITY : Math.abs(ahead);
    if (distance < least) {
      least = distance;
      found = year;
    }
  }
  return found;
}
