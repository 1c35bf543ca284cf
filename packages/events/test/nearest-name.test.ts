import { describe, expect, it } from 'vitest';
import { nearestName } from '../src/index.ts';

const known = ['address', 'failures', 'window', 'ttl'];

describe('the nearest name', () => {
  it.each([
    ['adress', 'address'],
    ['failure', 'failures'],
    ['Window', 'window'],
    ['wnidow', 'window'],
    ['tll', 'ttl'],
    ['tlt', 'ttl'],
    ['ttl', 'ttl'],
    ['threshold', undefined],
    ['xyz', undefined],
    ['a', undefined],
  ])('to %j is %j', (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  it('is the nearest of several, the first of equals', () => {
    expect(nearestName('window', ['windows', 'window', 'widow'])).toBe('window');
    expect(nearestName('cut', ['cat', 'cot'])).toBe('cat');
  });

  it('to anything among none is none', () => {
    expect(nearestName('address', new Set())).toBeUndefined();
  });
});
