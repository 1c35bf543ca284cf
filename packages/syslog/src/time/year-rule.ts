import type { TimeZone } from '@correlator/events';
import { dayMs, isDate, midnightOf } from './calendar.ts';

/**
 * Which year a date without one belongs to. `'nearest'`: the year in which it is nearest to the reference time.
 * `'past'`: the latest year in which it is not more than a day after the reference time.
 */
export type YearRule = 'nearest' | 'past';

/** What a `YearRule` goes by. */
export interface YearFinder {
  readonly rule: YearRule;
  readonly zone: TimeZone;
  /** Milliseconds since 1970 UTC. */
  reference: number;
}

/** Leap years are up to eight years apart, around 1900 and 2100. */
const leapYearsApart = 8;

const averageYearMs = 365.2425 * dayMs;

/** The year of a date (`month` from 1), or undefined where no year near the reference time has such a day. */
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
