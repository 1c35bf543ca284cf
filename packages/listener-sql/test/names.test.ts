import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteText } from '../src/postgres/postgres-dialect.ts';
import { columnName, quoteName, tableName } from '../src/sql/names.ts';

describe('the table of', () => {
  it.each([
    ['sshd.session-ended', 'sshd_session_ended'],
    ['sshd.login', 'sshd_login'],
    ['login', 'login'],
    ['a.b-c', 'a_b_c'],
    ['a-b.c', 'a_b__c'],
    ['a.b.c', 'a__b__c'],
    ['a-b-c', '__a_b_c'],
    ['sqlite.stat1', '_sqlite_stat1'],
  ])('%s is %s', (type, table) => {
    expect(tableName(type)).toBe(table);
  });

  it('a type begins with the prefix', () => {
    expect(tableName('sshd.login', 'audit_')).toBe('audit_sshd_login');
  });

  it('a type of 62 letters and a point has them all, and one that is longer a hash in their place', () => {
    const long = `a.${'b'.repeat(61)}`;
    expect(tableName(long)).toBe(`a_${'b'.repeat(61)}`);
    const [one, other] = [`${long}-c`, `${long}-d`].map((type) => tableName(type));
    expect(one).toMatch(/^a_b{42}___[0-9a-f]{16}$/);
    expect(one).toHaveLength(63);
    expect(other).not.toBe(one);
  });
});

const word = fc.stringMatching(/^[ab][ab0]{0,2}$/);
const type = fc
  .tuple(word, fc.array(fc.tuple(fc.constantFrom('.', '-'), word), { maxLength: 4 }))
  .map(([first, rest]) => first + rest.map((part) => part.join('')).join(''));

it('no two types have the same table', () => {
  fc.assert(
    fc.property(type, type, (one, other) => (one === other) === (tableName(one) === tableName(other))),
    { numRuns: 5_000 },
  );
});

describe('the column of', () => {
  it.each([
    ['address', 'address'],
    ['userName', 'user_name'],
    ['userID', 'user_i_d'],
    ['xmin', 'xmin_'],
    ['maxOf10', 'max_of10'],
  ])('field %s is %s', (field, column) => {
    expect(columnName(field)).toBe(column);
  });

  it('a name that grows too long has a hash at its end', () => {
    const [one, other] = ['C', 'D'].map((end) => columnName(`a${'B'.repeat(61)}${end}`));
    expect(one).toHaveLength(63);
    expect(other).not.toBe(one);
  });

  it('no two fields is the same', () => {
    const field = fc.stringMatching(/^[ab][abAB]{0,5}$/);
    fc.assert(
      fc.property(field, field, (one, other) => (one === other) === (columnName(one) === columnName(other))),
      { numRuns: 5_000 },
    );
  });
});

it.each([
  ['a"; DROP TABLE x; --', '"a""; DROP TABLE x; --"'],
  ['a\0b', '"ab"'],
])('the name %j stands in SQL as %s', (name, quoted) => {
  expect(quoteName(name)).toBe(quoted);
});

it.each([
  ["it's", "'it''s'"],
  ["\\'; DROP TABLE x; --", " E'\\\\''; DROP TABLE x; --'"],
  ['a\0\ud800', "'a\ufffd\ufffd'"],
])('the text %j stands in SQL as %s', (text, quoted) => {
  expect(quoteText(text)).toBe(quoted);
});
