import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineParser, isParseFailure, lineFormats } from '../src/index.ts';
import { reference } from './parsed.ts';

/** The same lines at each run in CI; others at each run by hand, where a failure shows the seed to repeat it with. */
if (process.env.CI !== undefined) fc.configureGlobal({ seed: 20_261_123 });

const starts = [
  'Nov  3 07:04:05 bastion sshd[4242]: ',
  'Nov 3 07:04:05.5 2024 ',
  '<13>Nov  3 07:04:05 bastion sshd[4242]: message repeated 2 times: [ ',
  '<13>1: *Nov ',
  '<190>589265: ',
  '2026-11-23T09:30:50.123456+01:00 bastion sshd[4242]: ',
  '2026-11-23 09:30:50,123 ',
  '<165>1 2026-11-23T09:30:50.003Z host app 87 ID47 [x y="z"]',
  '<13>1 - - - - - [x y="',
  '{"__REALTIME_TIMESTAMP":"1795426250123456","MESSAGE":',
  '{"__REALTIME_TIMESTAMP":"1795426250123456","MESSAGE":[',
  '[sshd] ',
  'Nov  3 07:04:05 host auth|security:info Message forwarded from other: ',
  '<189>2078: router1: *Nov  3 07:04:05.123 CET: %LINK-3-UPDOWN: ',
  '<189>: 2026 Nov  3 07:04:05 UTC: %ETHPORT-5-IF_UP: ',
  '<189>3024: RP/0/RP0/CPU0:Nov  3 07:04:05.123 : ifmgr[190]: %PKT_INFRA-LINK-3-UPDOWN : ',
  'Tue Nov  3 07:04:05 2026 authpriv.info dropbear[9]: ',
  'Tue 2026-11-03 07:04:05 CET bastion sshd[4242]: ',
  '1793689445.123456 bastion sshd[4242]: ',
  '1 2026-11-03T07:04:05Z host app 42 - [Originator@6876 sub=a opID=b] ',
  'Nov  3 07:04:05 --- last message repeated 3 times ---',
  '',
];

/** Lines that begin well and go on badly: cut off, with a piece replaced, or with anything after them. */
const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.tuple(fc.constantFrom(...starts), fc.string({ unit: 'binary' })).map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom(...starts), fc.constantFrom(...starts), fc.nat(60), fc.nat(60), fc.string({ maxLength: 3 }))
    .map(([start, end, from, to, piece]) => start.slice(0, from) + piece + end.slice(to)),
);
const source = { input: 'property', identity: 'any' };

describe.each(lineFormats)('any line as %s', (format) => {
  it('is a record or a failure that carries what was read, and never an exception', () => {
    const parser = createLineParser({ format, reference, zone: 'Europe/Berlin' });
    fc.assert(
      fc.property(line, fc.nat(), (raw, offset) => {
        const result = parser.parse(raw, source, offset);
        expect(result).toMatchObject({ raw, source, offset });
        if (isParseFailure(result)) {
          expect(result.column).toBeGreaterThan(0);
          expect(result.column).toBeLessThanOrEqual(raw.length + 1);
        } else {
          expect(Number.isInteger(result.time)).toBe(true);
          expect(result.repeat).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('means the same to a parser that has read other lines', () => {
    const used = createLineParser({ format, reference, zone: 'Europe/Berlin' });
    fc.assert(
      fc.property(line, (raw) => {
        const fresh = createLineParser({ format, reference, zone: 'Europe/Berlin' });
        expect(used.parse(raw, source, 1)).toEqual(fresh.parse(raw, source, 1));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Between line ends, as in a file: what stands before and behind a line must make no difference. */
function within(lines: readonly string[]): {
  text: string;
  at: (index: number) => readonly [start: number, end: number];
} {
  const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index > 0 ? 1 : 0));
  return {
    text: lines.join('\n'),
    at: (index) => [starts[index] ?? 0, (starts[index] ?? 0) + (lines[index] ?? '').length],
  };
}

/** Lines of the usual form, of few hosts and programs. */
const usual = fc
  .record({
    time: fc.constantFrom('Nov  3 07:04:05', 'Nov  3 07:04:06', 'Nov 13 17:04:05', '2026-11-23T09:30:50.123456+01:00'),
    space: fc.constantFrom(' ', '  '),
    host: fc.constantFrom('bastion', 'web1', 'web2', 'a', '10.0.0.1', 'host-with-a-long-name.example.org'),
    tag: fc.constantFrom(
      'sshd[42]:',
      'sshd[4242424242]:',
      'sshd:',
      'sshd[]:',
      'sshd[4a]:',
      'sshd[42]',
      'postfix/smtpd[1]:',
      '7',
    ),
    message: fc.constantFrom(
      ' text',
      'text',
      '  text',
      '',
      ' ',
      ' message repeated 2 times: [ text]',
      ' [ID 800047 auth.info] text',
      ' last message repeated 3 times',
      ' -- a',
      ' \ttext\r',
    ),
  })
  .map(({ time, space, host, tag, message }) => `${time}${space}${host}${space}${tag}${message}`);

describe.each(lineFormats)('lines within a text as %s', (format) => {
  it('mean what they mean alone', () => {
    const parser = createLineParser({ format, reference, zone: 'Europe/Berlin' });
    const lines = fc.array(
      fc.oneof(
        usual,
        line.map((raw) => raw.replaceAll(/[^\t -~]/g, ' ')),
      ),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(lines, (raws) => {
        const { text, at } = within(raws);
        const codes = Buffer.from(text, 'latin1');
        for (const [index, raw] of raws.entries()) {
          const [start, end] = at(index);
          const alone = createLineParser({ format, reference, zone: 'Europe/Berlin' });
          expect(parser.parseWithin(text, codes, start, end, source, 1)).toEqual(alone.parse(raw, source, 1));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

it('a line that ends with its time has nothing of the next one', () => {
  const parser = createLineParser({ reference });
  const time = '2026-11-23T09:30:50.123456+01:00';
  const text = [`${time} bastion sshd[42]: text`, time, 'bastion sshd[42]: text', ''].join('\n');
  const codes = Buffer.from(text);
  for (let start = 0, end = text.indexOf('\n'); end >= 0; start = end + 1, end = text.indexOf('\n', start)) {
    const alone = parser.parse(text.slice(start, end), source, start);
    expect(parser.parseWithin(text, codes, start, end, source, start)).toEqual(alone);
  }
});

describe('lines made to be hard', () => {
  const long = 200_000;
  it.each([
    ['sequence numbers', `<13>${'1: '.repeat(long)}`],
    ['spaces', `Nov  3 07:04:05${' '.repeat(long)}`],
    ['a host without an end', `Nov  3 07:04:05 ${'h'.repeat(long)}`],
    ['a tag without an end', `Nov  3 07:04:05 host ${'t'.repeat(long)} text`],
    ['a process id without an end', `Nov  3 07:04:05 host sshd[${'1'.repeat(long)}]: text`],
    ['named priorities', `Nov  3 07:04:05 host ${'auth.info '.repeat(long)}`],
    ['forwarding hosts', `Nov  3 07:04:05 host ${'Message forwarded from a: '.repeat(long)}`],
    ['severities', `Nov  3 07:04:05 host ${'info '.repeat(long)}`],
    ['numbers as of Cisco’s', `<13>${':1'.repeat(long)}: %A-1-B: text`],
    ['a fraction without an end', `2026-11-23T09:30:50.${'1'.repeat(long)}Z host prog: text`],
    ['structured data without an end', `<13>1 - - - - - ${'[x]'.repeat(long)}`],
    ['escapes', `<13>1 - - - - - [x y="${'\\"'.repeat(long)}"]`],
    [
      'arrays in arrays',
      `{"__REALTIME_TIMESTAMP":"1795426250123456","MESSAGE":${'['.repeat(long)}${']'.repeat(long)}}`,
    ],
  ])('of %s get an answer', (_, raw) => {
    const result = createLineParser({ reference }).parse(raw, source, 0);
    expect(result.raw.length).toBe(raw.length);
  });
});
