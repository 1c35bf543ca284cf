import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { describe, expect, it } from 'vitest';
import { createCsvEncoder } from '../src/csv/csv-batch.ts';
import { escapeFormula, idCell, textCell, valueCell } from '../src/csv/csv-cell.ts';

describe('a formula', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\tx',
    '\rx',
    '\nx',
    ' =1',
    '\u00a0=1',
    '\u200b=1',
    '\ufeff@x',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    "'=1",
  ])('%j gets a quote in front', (value) => {
    expect(escapeFormula(value)).toBe(`'${value}`);
  });

  it.each(['', 'root', 'a=b', '1+1', "'quoted'", '192.0.2.7', '::1', 'user@host'])('%j is none', (value) => {
    expect(escapeFormula(value)).toBe(value);
  });
});

describe('a cell', () => {
  it.each([
    ['integer', -5, '-5'],
    ['number', -1.5, '-1.5'],
    ['port', 22, '22'],
    ['boolean', false, 'false'],
    ['duration', 90_000, '1m30s'],
    ['time', 0, '1970-01-01T00:00:00.000Z'],
    ['text', '-5', "'-5"],
    ['text', null, ''],
    ['choice', 'password', 'password'],
    ['assertedAddress', '2001:db8::1', '2001:db8::1'],
  ] as const)('of kind %s for %j is %j', (kind, value, cell) => {
    expect(valueCell(kind, value)).toBe(cell);
  });

  it('shows control characters in place of obeying them', () => {
    expect(textCell('a\x1b[2J\x00\x9b\x7f\u202e\u2028b\n\tc')).toBe('a\\x1b[2J\\x00\\x9b\\x7f\\u202e\\u2028b\n\tc');
  });

  it("holds the engine's ids as they are, whatever they begin with", () => {
    expect(idCell('-_Zq3nM0kX9aB1cD2eF3gH')).toBe('-_Zq3nM0kX9aB1cD2eF3gH');
    expect(idCell('=cmd')).toBe("'=cmd");
  });
});

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', ',', '\n', '\r', '\t', '=', '+', '-', '@', "'", ' ', ';', '＝', '\x1b'),
    fc.string({ unit: 'grapheme', maxLength: 1 }),
  ),
});

/** What a reader does who knows of the quote. */
function unquoteFormula(cell: string): string {
  const bare = cell.startsWith("'") ? cell.slice(1) : cell;
  return escapeFormula(bare) === cell ? bare : cell;
}

describe('rows', () => {
  it('come back from the parser as they were written', async () => {
    const encode = await createCsvEncoder();
    const rows = fc.array(fc.tuple(hostile, hostile, hostile), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        const cells = values.map((row) => ['id', ...row.map(textCell)]);
        const written = Buffer.concat(cells.map(encode)).toString();
        expect(await parseString(written).toArray()).toEqual(cells);
      }),
    );
  });

  it('give back the text itself when the quote is taken off, where no control character was in it', () => {
    const plain = hostile.filter((value) => textCell(value) === escapeFormula(value));
    fc.assert(
      fc.property(plain, (value) => {
        expect(unquoteFormula(textCell(value))).toBe(value);
      }),
    );
  });
});
