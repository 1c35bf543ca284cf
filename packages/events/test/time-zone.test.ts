import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCorrelatorError } from '../src/errors.ts';
import { timeZone } from '../src/time-zone.ts';

const hour = 3_600_000;
const utc = (text: string) => Date.parse(`${text}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19);

describe('a time zone', () => {
  it('is the same object for the same name', () => {
    expect(timeZone('Europe/Berlin')).toBe(timeZone('Europe/Berlin'));
  });

  it.each(['Mars/Olympus', 'Europe/Berln', ''])('refuses %j and names the fix', (name) => {
    expect(() => timeZone(name)).toThrow(/unknown time zone .*use an IANA name/);
    try {
      timeZone(name);
    } catch (error) {
      expect(isCorrelatorError(error) && error.code).toBe('TIME_ZONE_UNKNOWN');
    }
  });

  it.each([
    ['UTC', '2026-07-01T12:00:00', 0],
    ['Etc/UTC', '2026-07-01T12:00:00', 0],
    ['+02:00', '2026-01-01T12:00:00', 2],
    ['Europe/Berlin', '2026-01-01T12:00:00', 1],
    ['Europe/Berlin', '2026-07-01T12:00:00', 2],
    ['Europe/Berlin', '2026-03-29T00:59:59', 1],
    ['Europe/Berlin', '2026-03-29T01:00:00', 2],
    ['Europe/Berlin', '2026-10-25T00:59:59', 2],
    ['Europe/Berlin', '2026-10-25T01:00:00', 1],
    ['America/New_York', '2026-03-08T06:59:59', -5],
    ['America/New_York', '2026-03-08T07:00:00', -4],
    ['Asia/Kolkata', '2026-07-01T12:00:00', 5.5],
    ['Asia/Kathmandu', '2026-07-01T12:00:00', 5.75],
    ['Australia/Lord_Howe', '2026-07-01T12:00:00', 10.5],
    ['Australia/Lord_Howe', '2026-12-01T12:00:00', 11],
    ['Pacific/Apia', '2011-12-30T09:59:59', -10],
    ['Pacific/Apia', '2011-12-30T10:00:00', 14],
  ])('%s at %s UTC is %d h from UTC', (zone, at, hours) => {
    expect(timeZone(zone).offsetAt(utc(at)) / hour).toBe(hours);
  });

  it('answers for times that no zone has rules for', () => {
    const zone = timeZone('America/New_York');
    expect(Math.abs(zone.offsetAt(utc('0001-01-01T00:00:00')) / hour + 5)).toBeLessThan(0.1);
    expect(zone.offsetAt(8.64e15) / hour).toBe(-5);
  });
});

describe('wall time to UTC', () => {
  it.each([
    ['UTC', '2026-11-03T07:04:05', '2026-11-03T07:04:05', 'UTC itself'],
    ['Europe/Berlin', '2026-11-03T07:04:05', '2026-11-03T06:04:05', 'winter'],
    ['Europe/Berlin', '2026-06-03T07:04:05', '2026-06-03T05:04:05', 'summer'],
    ['Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59', 'the second before the gap'],
    ['Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:30:00', 'skipped: read as 03:30'],
    ['Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00', 'the first second after the gap'],
    ['Europe/Berlin', '2026-10-25T01:59:59', '2026-10-24T23:59:59', 'the second before the hour that comes twice'],
    ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00', 'comes twice: the earlier'],
    ['Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00', 'after the hour that comes twice'],
    ['America/New_York', '2026-03-08T02:15:00', '2026-03-08T07:15:00', 'skipped west of Greenwich'],
    ['America/New_York', '2026-11-01T01:15:00', '2026-11-01T05:15:00', 'twice west of Greenwich: the earlier'],
    ['Australia/Lord_Howe', '2026-10-04T02:10:00', '2026-10-03T15:40:00', 'a gap of half an hour'],
    ['Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00:00', 'a day that was skipped: read as the next'],
  ])('%s %s is %s UTC (%s)', (zone, local, expected) => {
    expect(iso(timeZone(zone).toUtc(utc(local)))).toBe(expected);
  });
});

describe('days', () => {
  const lengthOfDay = (zone: string, noon: string) => {
    const { startOfDay, nextMidnight } = timeZone(zone);
    return (nextMidnight(utc(noon)) - startOfDay(utc(noon))) / hour;
  };

  it.each([
    ['UTC', '2026-03-29T12:00:00', 24],
    ['Europe/Berlin', '2026-03-28T12:00:00', 24],
    ['Europe/Berlin', '2026-03-29T12:00:00', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00', 25],
    ['America/New_York', '2026-03-08T17:00:00', 23],
    ['America/New_York', '2026-11-01T17:00:00', 25],
    ['Australia/Lord_Howe', '2026-10-04T04:00:00', 23.5],
    // Clocks that change at midnight: 00:00 does not exist, or comes after 23:00 to 24:00 came twice.
    ['America/Sao_Paulo', '2018-11-04T15:00:00', 23],
    ['America/Sao_Paulo', '2018-02-17T15:00:00', 25],
    ['America/Havana', '2026-03-08T15:00:00', 23],
    ['America/Havana', '2026-11-01T15:00:00', 25],
  ])('%s around %s has %d hours', (zone, noon, hours) => {
    expect(lengthOfDay(zone, noon)).toBe(hours);
  });

  it('begin where the date changes', () => {
    const berlin = timeZone('Europe/Berlin');
    const midnight = utc('2026-11-22T23:00:00');
    expect(berlin.dayOf(midnight - 1)).toBe('2026-11-22');
    expect(berlin.dayOf(midnight)).toBe('2026-11-23');
    expect(berlin.startOfDay(midnight)).toBe(midnight);
    expect(berlin.nextMidnight(midnight - 1)).toBe(midnight);
    expect(iso(berlin.nextMidnight(midnight))).toBe('2026-11-23T23:00:00');
  });

  it('are midnights in steps through a whole year', () => {
    const berlin = timeZone('Europe/Berlin');
    let at = berlin.startOfDay(utc('2026-01-01T12:00:00'));
    const dates = new Set<string>();
    for (let day = 0; day < 365; day++) {
      dates.add(berlin.dayOf(at));
      at = berlin.nextMidnight(at);
    }
    expect(dates.size).toBe(365);
    expect(berlin.dayOf(at)).toBe('2027-01-01');
  });
});

describe('any zone at any time', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'Europe/Dublin',
    'America/New_York',
    'America/Sao_Paulo',
    'America/St_Johns',
    'America/Havana',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Antarctica/Troll',
    'Pacific/Apia',
    'Pacific/Kiritimati',
  );
  const instant = fc
    .integer({ min: Date.UTC(1971, 0, 1) / 1_000, max: Date.UTC(2037, 0, 1) / 1_000 })
    .map((s) => s * 1_000);

  it('has the offset that Intl shows', () => {
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        const shown = new Intl.DateTimeFormat('sv-SE', {
          timeZone: name,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(at);
        expect(iso(at + timeZone(name).offsetAt(at)).replace('T', ' ')).toBe(shown);
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes back from wall time, or is the second of two equal wall times', () => {
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        const { offsetAt, toUtc } = timeZone(name);
        const local = at + offsetAt(at);
        const back = toUtc(local);
        expect(back).toBeLessThanOrEqual(at);
        expect(back + offsetAt(back)).toBe(local);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lies in a day that has begun and has not ended', () => {
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        const { startOfDay, nextMidnight, dayOf } = timeZone(name);
        expect(startOfDay(at)).toBeLessThanOrEqual(at);
        expect(nextMidnight(at)).toBeGreaterThan(at);
        expect(dayOf(startOfDay(at))).toBe(dayOf(at));
        expect(dayOf(nextMidnight(at))).not.toBe(dayOf(at));
      }),
      { numRuns: 1_000 },
    );
  });

  it('answers the same whatever was asked before', () => {
    fc.assert(
      fc.property(zone, fc.array(instant, { minLength: 2, maxLength: 20 }), (name, instants) => {
        const { toUtc } = timeZone(name);
        const forth = instants.map((at) => toUtc(at));
        const back = instants.toReversed().map((at) => toUtc(at));
        expect(back.toReversed()).toEqual(forth);
      }),
    );
  });
});
