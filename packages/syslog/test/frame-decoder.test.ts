import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Frame, FrameDecoder, type Framing } from '../src/index.ts';

function decode(chunks: readonly Buffer[], framing: Framing = 'auto', maxBytes = 64): Frame[] {
  const decoder = new FrameDecoder({ framing, maxBytes });
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

const frames = (text: string, framing: Framing = 'auto', maxBytes = 64) =>
  decode([Buffer.from(text)], framing, maxBytes);
const problem = (name: string) => expect.objectContaining({ problem: name });

describe('messages with a length in front (RFC 6587, 3.4.1)', () => {
  test.each<[string, string, unknown[]]>([
    ['one after the other', '5 <1>ab3 <2>', ['<1>ab', '<2>']],
    ['with a line end inside', '7 <1>\nab\n3 <2>', ['<1>\nab', '<2>']],
    ['with a line end behind, not counted', '3 <1>\n3 <2>\r\n', ['<1>', '<2>']],
    ['of two bytes for a character', '5 <1>é3 <2>', ['<1>é', '<2>']],
    ['cut short at the end', '5 <1>ab9 <2>', ['<1>ab', problem('incomplete')]],
    ['whose length is cut short', '5 <1>ab9', ['<1>ab', problem('incomplete')]],
    ['too long, and the next', `70 <1>${'x'.repeat(67)}3 <2>`, [problem('too-long'), '<2>']],
    ['with a length that is none', '5 <1>abx3 <2>', ['<1>ab', problem('bad-length')]],
    ['without a space', '3<1>', [problem('bad-length')]],
    ['with a length that lies', '999999999 <1>abc', [problem('too-long')]],
    ['with a length that is endless', `${'9'.repeat(40)} <1>`, [problem('bad-length')]],
    ['that are empty', '3 <1>1 \n2 \r\n3 <2>', ['<1>', '<2>']],
  ])('%s', (_, text, expected) => {
    expect(frames(text)).toEqual(expected);
  });

  test('are told from lines that begin with their time, however they come', () => {
    const line = '2026-11-25T10:00:00Z web01 app: x';
    for (let cut = 1; cut < 8; cut++) {
      expect(decode([Buffer.from(line.slice(0, cut)), Buffer.from(`${line.slice(cut)}\n`)])).toEqual([line]);
    }
    expect(frames(`11 <1>12345678${line.length} ${line}`)).toEqual(['<1>12345678', line]);
    expect(frames('3 <1>3', 'auto')).toEqual(['<1>', problem('incomplete')]);
  });

  test.each([
    ['x'.repeat(64), ['x'.repeat(64)]],
    [`${'x'.repeat(64)}\r`, ['x'.repeat(64)]],
    ['x'.repeat(65), [problem('too-long')]],
    [`${'x'.repeat(65)}\r`, [problem('too-long')]],
  ])('of just the limit or one more, %j, mean the same with a line end and without', (text, expected) => {
    expect(frames(text)).toEqual(expected);
    expect(frames(`${text}\n`)).toEqual(expected);
    expect(decode([Buffer.from(text.slice(0, 60)), Buffer.from(text.slice(60)), Buffer.from('\n')])).toEqual(expected);
  });

  test.each(['0 <1>', '05 <1>ab', ' 5 <1>ab', ''])('%j has none where they are to be', (text) => {
    expect(frames(text, 'octet-counting')).toEqual(text === '' ? [] : [problem('bad-length')]);
  });
});

describe('messages with a line end behind (RFC 6587, 3.4.2)', () => {
  test.each<[string, string, unknown[]]>([
    ['one after the other', '<1>a\n<2>b\r\n<3>c', ['<1>a', '<2>b', '<3>c']],
    ['without any text', '\n\r\n<1>a\n\n\n', ['<1>a']],
    ['too long, and the next', `<1>${'x'.repeat(90)}\n<2>b\n`, [problem('too-long'), '<2>b']],
    ['with a NUL inside, which ends none', '<1>a\0<2>b\n', ['<1>a\0<2>b']],
    ['that begin with no digit', 'a\n5 b\n', ['a', '5 b']],
  ])('%s', (_, text, expected) => {
    expect(frames(text)).toEqual(expected);
  });

  test('or with a NUL, where that is said', () => {
    expect(frames('<1>a\0<2>b\nc\0', 'nul')).toEqual(['<1>a', '<2>b\nc']);
  });
});

const message = fc
  .oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 20 }))
  .map((text) => `<1>${text}`);
const pieces = fc.oneof(
  message.map((text) => `${Buffer.byteLength(text)} ${text}`),
  message.map((text) => `${text}\n`),
  fc.constantFrom('\n', '\r', '\0', ' ', '0', '7', '99999 ', '<1>', 'é'.repeat(40), 'x'.repeat(80)),
);
const stream = fc.array(pieces, { maxLength: 12 }).map((all) => Buffer.from(all.join('')));
const framing = fc.constantFrom<Framing>('auto', 'octet-counting', 'newline', 'nul');

test('however a stream is cut, its messages are the same', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 20 });
  fc.assert(
    fc.property(stream, framing, cuts, (data, how, places) => {
      const at = [0, ...places.map((place) => place % (data.length + 1)), data.length].sort((a, b) => a - b);
      const chunks = at.slice(1).map((end, i) => Buffer.from(data.subarray(at[i], end)));
      const plain = (list: Frame[]) => list.map((frame) => (typeof frame === 'string' ? frame : frame.problem));
      expect(plain(decode(chunks, how, 40))).toEqual(plain(decode([data], how, 40)));
    }),
    { numRuns: 3_000 },
  );
});

test('whatever comes, no more than a message and its length is kept', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), framing, (chunks, how) => {
      const decoder = new FrameDecoder({ framing: how, maxBytes: 40 });
      for (const chunk of chunks) {
        decoder.push(Buffer.from(chunk));
        expect(decoder.rest?.length ?? 0).toBeLessThanOrEqual(40 + 11);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('the chunk may be used again once it was taken in', () => {
  const decoder = new FrameDecoder({ maxBytes: 64 });
  const chunk = Buffer.from('<1>first\n<2>sec');
  decoder.push(chunk);
  chunk.fill(0);
  expect(decoder.push(Buffer.from('ond\n'))).toEqual(['<2>second']);
});
