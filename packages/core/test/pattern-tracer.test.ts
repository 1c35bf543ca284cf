import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPatternTracer } from '../src/explain/index.ts';

const login = {
  id: 'login',
  pattern: /^user (\S{1,32}) logged in from ([\d.]{7,15})(?: port (\d{1,5}))?$/,
  groups: { user: 1, address: 2, port: 3 },
};
const logout = { id: 'logout', pattern: /^user (\S{1,32}) logged out$/, groups: { user: 1 } };
const refused = { id: 'refused', pattern: /^refused: (?<reason>.*)$/ };
const tracer = createPatternTracer([login, logout, refused]);

/** The form of a pattern for `match me`. */
function formOf(pattern: RegExp, groups: Readonly<Record<string, number>>): string | undefined {
  return createPatternTracer([{ id: 'it', pattern, groups }]).trace('match me').matched?.form;
}

describe('a match', () => {
  test('has its pattern, and where its groups stand', () => {
    const text = 'user ann logged in from 192.0.2.7 port 4022';
    const { matched, parts, end } = tracer.trace(text);
    expect(matched).toEqual({
      id: 'login',
      form: 'user <user> logged in from <address>[ port <port>]',
    });
    expect(parts.map(({ name, start, end: to }) => [name, text.slice(start, to)])).toEqual([
      ['user', 'ann'],
      ['address', '192.0.2.7'],
      ['port', '4022'],
    ]);
    expect(end).toBe(text.length);
  });

  test('counts from where the text begins in the message', () => {
    const { parts, end } = tracer.trace('refused: full', 7);
    expect(parts).toEqual([{ name: 'reason', start: 16, end: 20 }]);
    expect(end).toBe(20);
  });

  test('is told with what begins with the same word alone', () => {
    const others = tracer.trace('user ann logged out').others;
    expect(others.map(({ id, reached, expected }) => [id, reached, expected])).toEqual([
      ['login', 16, ['in from <address>']],
    ]);
  });

  test('is the first one, and a later one that matches too is told', () => {
    const two = createPatternTracer([
      { id: 'narrow', pattern: /^a b$/ },
      { id: 'wide', pattern: /^a .*$/ },
    ]);
    const { matched, others } = two.trace('a b');
    expect(matched?.id).toBe('narrow');
    expect(others).toEqual([{ id: 'wide', form: 'a <text>', reached: 3, expected: [] }]);
  });
});

describe('without a match, the nearest patterns say how far they got', () => {
  test.each<[text: string, id: string, reached: number, expected: string[]]>([
    ['user ann logged off', 'logout', 16, ['out']],
    ['user ann logged in form 192.0.2.7', 'login', 19, ['from <address>']],
    ['user ann logged in from here', 'login', 24, ['<address>']],
    ['user ann logged in from 192.0.2.7 x', 'login', 33, [' port <port>', '']],
    ['user ann logged in from 192.0.2.7 port 22 x', 'login', 41, ['']],
    ['user', 'login', 0, ['user <user>']],
    ['refused', 'refused', 0, ['refused: <reason>']],
  ])('%s', (text, id, reached, expected) => {
    const { matched, parts, others } = tracer.trace(text);
    expect([matched, parts]).toEqual([undefined, []]);
    expect(others[0]).toMatchObject({ id, reached, expected });
  });

  test('and what took the rest of a message that ends too early', () => {
    const open = createPatternTracer([{ id: 'open', pattern: /^open (.*) at (\d+)(?: h)?$/, groups: { door: 1 } }]);
    const restOf = (message: string) => open.trace(message, 100).others[0]?.rest;
    expect(restOf('open the cellar')).toEqual({ form: '<door>', start: 105 });
    expect(restOf('open the cellar at 7 o')).toBeUndefined();
    expect(restOf('open')).toBeUndefined();
  });

  test('but those that are no row of pieces say only what they are', () => {
    const others = (pattern: RegExp, text: string) =>
      createPatternTracer([{ id: 'it', pattern }]).trace(text).others.length;
    expect(others(/^open the door|close it$/, 'open the window')).toBe(0);
    expect(others(/open the door$/, 'open the window')).toBe(0);
    expect(others(/^open the door$/, 'open the window')).toBe(1);
  });

  test('and none that has not even three characters in common', () => {
    expect(tracer.trace('us-east is down').others).toEqual([]);
    expect(tracer.trace('').others).toEqual([]);
  });

  test('and three at most', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ id: `${i}`, pattern: new RegExp(`^door ${i}$`) }));
    expect(
      createPatternTracer(many)
        .trace('door x')
        .others.map(({ id }) => id),
    ).toEqual(['0', '1', '2']);
  });
});

describe('the form of a pattern', () => {
  test.each<[RegExp, string, Record<string, number>?]>([
    [/^match me$/, 'match me'],
    [/^match (\w+)$/, 'match <what>', { what: 1 }],
    [/^match (?<whom>[a-z]{2})$/, 'match <whom>'],
    [/^(?:match|take) (?:me|you)$/, '(match|take) (me|you)'],
    [/^[Mm]atch m.$/, '(M|m)atch m<text>'],
    [/^match \w\w(?: (?:again|\d{1,3} times))?$/, 'match <word><word>[ (again|<number> times)]'],
    [/^match (?:m|e)+$/, 'match (m|e)…'],
    [/^match[\] ]m[\w\]]$/, 'match<text>m<word>'],
    [/^match [[a-z]--[b]]e$/v, '^match [[a-z]--[b]]e$'],
    [/^match me\.?$/, 'match me[.]'],
    [/^match\x20me$/, 'match<character>me'],
    [/^match (?=me)[^:]*$/, 'match <text>'],
    [/^(m)atch \1e$/, 'match <character>e'],
    [/^\p{L}+ \u{6d}e$/u, '<character> <character>e'],
    [/^match me|you$/, 'match me|you'],
    [
      /^match me(?:, and this is an addition that goes on and on (?:for ever|and ever), it seems)?$/,
      'match me[, and this is an addition that goes on and on …]',
    ],
  ])('%s is %s', (pattern, form, groups = {}) => {
    expect(formOf(pattern, groups)).toBe(form);
  });
});

const text = fc.stringMatching(/^[ a-z0-9.:]{0,60}$/);

describe('whatever the text', () => {
  test('positions lie within it, and reached is no further than what was expected behind it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((end) => `user ann logged ${end}`),
        ),
        (message) => {
          for (const { reached, form } of tracer.trace(message).others) {
            expect(reached).toBeLessThanOrEqual(message.length);
            expect(form).not.toBe('');
          }
        },
      ),
    );
  });

  test('a pattern that matches is what a plain loop finds', () => {
    fc.assert(
      fc.property(text, (message) => {
        const found = [login, logout, refused].find(({ pattern }) => pattern.test(message))?.id;
        expect(tracer.trace(message).matched?.id).toBe(found);
      }),
    );
  });
});
