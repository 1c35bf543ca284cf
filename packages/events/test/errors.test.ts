import { describe, expect, it } from 'vitest';
import { CorrelatorError, messageOf } from '../src/index.ts';

const hostile = {
  get message(): string {
    throw new Error('no');
  },
};

describe('the message of what was thrown', () => {
  it.each<[unknown, string]>([
    [new Error('disk is full'), 'disk is full'],
    [new CorrelatorError('DISK_FULL', 'make room'), 'make room'],
    [new TypeError(), 'TypeError'],
    [Object.assign(new Error(), { message: undefined }), 'undefined'],
    ['disk is full', 'disk is full'],
    ['', 'an empty text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, '7'],
    [Symbol('x'), 'Symbol(x)'],
    [{ message: 'disk is full' }, 'disk is full'],
    [{ errno: 28 }, '{"errno":28}'],
    ['x'.repeat(5_000), 'x'.repeat(2_000)],
  ])('is that of %o', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });

  it.each<[string, unknown]>([
    ['a message that throws', hostile],
    ['a text that throws', { toString: () => expect.unreachable(), toJSON: () => expect.unreachable() }],
    ['no prototype and a circle', Object.assign(Object.create(null), { self: {} })],
    ['an error with a message that throws', Object.defineProperty(new Error('x'), 'message', { get: hostile.valueOf })],
    [
      'a proxy that throws',
      new Proxy({}, { getPrototypeOf: () => expect.unreachable(), has: () => expect.unreachable() }),
    ],
  ])('is found without throwing of one with %s', (_, thrown) => {
    expect(messageOf(thrown)).toEqual(expect.any(String));
  });
});
