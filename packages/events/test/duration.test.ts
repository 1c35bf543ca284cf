import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, formatDuration, parseDuration } from '../src/index.ts';
import { errorOf } from './samples.ts';

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['1.5h', 5_400_000],
    ['1.001s', 1_001],
    ['0.1ms', 0.1],
    [' 5m ', 300_000],
    ['0s', 0],
    [1_500, 1_500],
    [0, 0],
  ])('%j is %d ms', (written, ms) => {
    expect(parseDuration(written)).toBe(ms);
    expect(durationMs(written, 'window')).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '5',
    'm',
    '5 m',
    '-5m',
    '5M',
    '5min',
    '1h 30m',
    '5m!',
    '1e3s',
    '.5s',
    '٥m',
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('%j is none', (written) => {
    expect(parseDuration(written)).toBeUndefined();
    const error = errorOf(() => durationMs(written, 'window'));
    expect(error.code).toBe('DURATION_INVALID');
    expect(error.message).toMatch(/^window: '.*' is not a duration; write a number with a unit, such as '30s'/);
  });

  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [1_001, '1.001s'],
    [90_000, '1m30s'],
    [300_000, '5m'],
    [86_400_000, '1d'],
    [90_061_500, '1d1h1m1.5s'],
  ])('%d ms is written %j', (ms, written) => {
    expect(formatDuration(ms)).toBe(written);
  });

  it('reads back as it was written', () => {
    const oftenShort = fc.oneof(fc.nat(200_000), fc.maxSafeNat());
    fc.assert(
      fc.property(oftenShort, (ms) => parseDuration(formatDuration(ms)) === ms),
      { numRuns: 1_000 },
    );
  });

  it('is read from any text without throwing', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.smhdw ]{0,30}$/));
    fc.assert(
      fc.property(text, (written) => {
        const ms = parseDuration(written);
        return ms === undefined || (Number.isFinite(ms) && ms >= 0);
      }),
    );
  });
});
