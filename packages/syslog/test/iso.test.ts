import { describe, expect, it } from 'vitest';
import { failed, partsOf, timeOf } from './parsed.ts';

describe('a line that begins with an ISO time', () => {
  it.each([
    ['2026-11-23T09:30:50.123456+01:00', '2026-11-23T08:30:50.123Z'],
    ['2026-11-23T09:30:50+01:00', '2026-11-23T08:30:50.000Z'],
    ['2026-11-23T09:30:50.1Z', '2026-11-23T09:30:50.100Z'],
    ['2026-11-23T09:30:50.123+0100', '2026-11-23T08:30:50.123Z'],
    ['2026-11-23T09:30:50.1560000000000000000000+01:00', '2026-11-23T08:30:50.156Z'],
    ['2026-11-23T09:30:50', '2026-11-23T09:30:50.000Z'],
    ['2026-11-23 09:30:50,123', '2026-11-23T09:30:50.123Z'],
    ['2026-11-23 09:30:50.123', '2026-11-23T09:30:50.123Z'],
    ['2026-11-23 09:30:50 GMT', '2026-11-23T09:30:50.000Z'],
    ['2026-11-23 09:30:50.777660-0700 ', '2026-11-23T16:30:50.777Z'],
    ['2026-11-23 09:30:50 +0100', '2026-11-23T08:30:50.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s', (time, expected) => {
    const line = `${time} host prog[9]: text`;
    expect(timeOf(line, { format: 'iso' })).toBe(expected);
    expect(timeOf(`<13>${line}`, { format: 'iso' })).toBe(expected);
    expect(timeOf(line)).toBe(expected);
    expect(partsOf(line, { format: 'iso' })).toEqual(['host', 'prog', '9', 'text']);
  });

  it.each([
    ['', 'empty'],
    ['Nov  3 07:04:05 host prog: text', 'no-timestamp'],
    ['<13>prog: text', 'no-timestamp'],
    ['<x>2026-11-23T09:30:50Z host prog: text', 'bad-priority'],
    ['2026-11-31T09:30:50Z host prog: text', 'impossible-date'],
    ['2025-02-29T09:30:50Z host prog: text', 'impossible-date'],
    ['2026-13-01T09:30:50Z host prog: text', 'impossible-date'],
    ['2026-11-23_09:30:50Z host prog: text', 'bad-timestamp'],
    ['2026-11-23T09:30 host prog: text', 'bad-timestamp'],
    ['2026-11-23T09:30:50.Z host prog: text', 'bad-timestamp'],
    ['2026-11-23T09:30:50+24:00 host prog: text', 'bad-timestamp'],
    ['2026-11-23T09:30:50Zulu host prog: text', 'bad-timestamp'],
    ['2026-11-23T09:30:50Z', 'no-host'],
    ['2026-11-23T09:30:50Z host', 'no-message'],
  ])('is no record: %j', (line, reason) => {
    expect(failed(line, { format: 'iso' }).reason).toBe(reason);
  });
});
