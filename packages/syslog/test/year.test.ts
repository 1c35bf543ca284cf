import { describe, expect, it } from 'vitest';
import { createLineParser, isParseFailure } from '../src/index.ts';
import { failed, source, timeOf } from './parsed.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const day = (date: string, reference: string, options = {}) =>
  timeOf(`${date} 12:00:00 host prog: text`, { reference: at(reference), ...options }).slice(0, 10);

describe('the year of a date without one', () => {
  it.each([
    ['Nov 23', '2026-11-23T09:30', '2026-11-23', 'the same day'],
    ['Dec 31', '2027-01-01T00:05', '2026-12-31', 'December, read in January'],
    ['Jan  1', '2026-12-31T23:55', '2027-01-01', 'January, read in December: a clock that is ahead'],
    ['Jan  1', '2027-01-01T00:05', '2027-01-01', 'January in January'],
    ['Mar  1', '2026-11-23T00:00', '2027-03-01', 'nearer in the next year'],
    ['Jun  1', '2026-11-23T00:00', '2026-06-01', 'nearer in this year'],
    ['Feb 29', '2026-11-23T00:00', '2028-02-29', 'a leap day: the nearest year that has one'],
    ['Feb 29', '2025-03-01T00:00', '2024-02-29', 'a leap day a year ago'],
    ['Feb 29', '2099-03-01T00:00', '2096-02-29', 'a leap day where 2100 is no leap year'],
  ])('nearest: %s as of %s is %s (%s)', (date, reference, expected) => {
    expect(day(date, reference)).toBe(expected);
  });

  it.each([
    ['Nov 23', '2026-11-23T09:30', '2026-11-23'],
    ['Nov 24', '2026-11-23T23:30', '2026-11-24'],
    ['Nov 25', '2026-11-23T23:30', '2025-11-25'],
    ['Mar  1', '2026-11-23T00:00', '2026-03-01'],
    ['Dec 31', '2027-01-01T00:05', '2026-12-31'],
    ['Jan  1', '2026-12-31T23:55', '2027-01-01'],
    ['Feb 29', '2026-11-23T00:00', '2024-02-29'],
  ])('past: %s as of %s is %s', (date, reference, expected) => {
    expect(day(date, reference, { yearRule: 'past' })).toBe(expected);
  });

  it('is the stated one for all lines', () => {
    expect(day('Mar  1', '2026-11-23T00:00', { year: 2019 })).toBe('2019-03-01');
    expect(failed('Feb 29 12:00:00 host prog: text', { year: 2019 }).reason).toBe('impossible-date');
    expect(day('Feb 29', '2026-11-23T00:00', { year: 2020 })).toBe('2020-02-29');
  });

  it.each(['<13>1 - host prog - - - text', '<13>prog: text'])(
    'is in whole milliseconds where the reference is not: %s',
    (line) => {
      const parser = createLineParser({ reference: at('2026-12-31T23:59') + 0.75 });
      expect(parser.parse(line, source, 0)).toMatchObject({ time: at('2026-12-31T23:59') });
      parser.moveReference(at('2027-01-03T00:00') + 1.9);
      expect(parser.parse(line, source, 0)).toMatchObject({ time: at('2027-01-03T00:00') + 1 });
    },
  );

  it('follows the reference time as it moves', () => {
    const parser = createLineParser({ reference: at('2026-12-31T23:59') });
    const yearOf = (line: string) => {
      const result = parser.parse(line, source, 0);
      return isParseFailure(result) ? result.reason : new Date(result.time).getUTCFullYear();
    };
    expect(yearOf('Jul  2 00:00:00 host prog: text')).toBe(2027);
    expect(yearOf('Jul  3 00:00:00 host prog: text')).toBe(2026);
    parser.moveReference(at('2027-01-03T00:00'));
    expect(yearOf('Jul  3 00:00:00 host prog: text')).toBe(2027);
    expect(yearOf('Jul  6 00:00:00 host prog: text')).toBe(2026);
  });
});

describe('the zone of a time without one', () => {
  it.each([
    ['Nov  3 07:04:05', 'Europe/Berlin', '2026-11-03T06:04:05.000Z'],
    ['Jul  3 07:04:05', 'Europe/Berlin', '2026-07-03T05:04:05.000Z'],
    ['Oct 25 01:59:59', 'Europe/Berlin', '2026-10-24T23:59:59.000Z'],
    ['Oct 25 02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['Oct 25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29 03:00:00,250', 'Europe/Berlin', '2026-03-29T01:00:00.250Z'],
    ['Nov  3 07:04:05', '+05:30', '2026-11-03T01:34:05.000Z'],
    ['Nov  3 07:04:05 UTC', 'Europe/Berlin', '2026-11-03T07:04:05.000Z'],
    ['2026-11-03T07:04:05Z', 'Europe/Berlin', '2026-11-03T07:04:05.000Z'],
    ['2026-11-03T07:04:05-05:00', 'Europe/Berlin', '2026-11-03T12:04:05.000Z'],
  ])('%s in %s is %s', (time, zone, expected) => {
    expect(timeOf(`${time} host prog: text`, { zone })).toBe(expected);
  });
});

describe('wrong options', () => {
  it.each([
    [{ reference: Number.NaN }, /reference: NaN is not a time; give milliseconds/],
    [{ reference: 0, year: 26 }, /year: 26 is not a year from 1970 to 9999/],
    [{ reference: 0, format: 'rfc5425' as 'auto' }, /format: 'rfc5425' is not one of .*; did you mean 'rfc5424'\?/],
    [{ reference: 0, yearRule: 'next' as 'past' }, /yearRule: 'next' is not one of nearest, past/],
    [{ reference: -1, year: 1 }, /year: 1 .*\n.*reference: -1/],
    [{ reference: 0, zone: 'Mars/Olympus' }, /unknown time zone 'Mars\/Olympus'/],
  ])('%j', (options, message) => {
    expect(() => createLineParser(options)).toThrow(message);
  });
});
