import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPatternFinder } from '../src/messages/pattern-finder.ts';
import { matchMessage, messagePatterns } from '../src/messages/read-message.ts';

const names = [
  '',
  ' ',
  'root',
  'a b',
  'x from 203.0.113.9',
  'x 203.0.113.9 port 22',
  'a: b',
  'invalid user',
  'user',
  '\\n',
];
const words = ['from', 'port 22', 'ssh2', ': ', '203.0.113.9', 'invalid user ', 'authenticating user ', '"', 'x'];
const samples = messagePatterns.map(({ sample }) => sample);

/** Samples with other names in them, cut, joined and with words put in. */
const text = fc
  .tuple(fc.constantFrom(...samples), fc.constantFrom(...names), fc.constantFrom(...words), fc.nat(120), fc.boolean())
  .map(([sample, name, word, at, insert]) => {
    const named = sample.replace(/\b(?:admin|root|alice|bob|a:b)\b/, name);
    return insert ? `${named.slice(0, at)}${word}${named.slice(at)}` : named;
  });

/** What the patterns as they are declared say, tried one after another. */
function firstMatch(message: string) {
  for (const { id, pattern } of messagePatterns) {
    const groups = pattern.exec(message);
    if (groups !== null) return { id, groups: [...groups] };
  }
  return undefined;
}

test('a message is matched by the first pattern that fits it, with the same parts', () => {
  fc.assert(
    fc.property(text, (message) => {
      // What sshd puts around a message is taken off before.
      fc.pre(!/^(?:error|fatal): |\[(?:pre|post)auth\]$/.test(message));
      const match = matchMessage(message);
      expect(match && { id: match.pattern.id, groups: [...match.groups] }).toEqual(firstMatch(message));
    }),
    { numRuns: 5_000 },
  );
});

test('the patterns found for a text are those whose prefix it has, in their order', () => {
  const find = createPatternFinder(messagePatterns);
  fc.assert(
    fc.property(text, (message) => {
      const wanted = messagePatterns.filter(({ prefix }) => message.startsWith(prefix));
      const found = find(message);
      expect(found.filter(({ prefix }) => message.startsWith(prefix))).toEqual(wanted);
      expect(found.length).toBeLessThanOrEqual(8);
    }),
  );
});

test('of many prefixes few are looked at', () => {
  const find = createPatternFinder(Array.from({ length: 1_000 }, (_, i) => ({ prefix: `message ${i} of many: ` })));
  expect(find('message 731 of many: x').map(({ prefix }) => prefix)).toEqual(['message 731 of many: ']);
  expect(find('')).toEqual([]);
});
