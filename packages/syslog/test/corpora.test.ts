import { describe, expect, it } from 'vitest';
import { createLineParser, isParseFailure } from '../src/index.ts';
import { deviations } from './deviations.ts';
import { corpora, lineOf, optionsOf, problem, type Vector, vectors } from './vectors.ts';

const skipped = corpora === undefined ? ' (skipped: CORRELATOR_CORPORA names no folder)' : '';
const standards = ['rfc5424', 'rfc3164', 'bsd-file', 'iso-file', 'iso-space-file', 'journald-json'];
const isStrict = ({ policy }: Vector) => policy === 'strict' || policy === 'journald';
const source = { input: 'corpus', identity: 'syslog-parse' };

describe.skipIf(corpora === undefined)(`public test vectors${skipped}`, () => {
  it.each(['rfc5424', 'rfc3164', 'journald-json'])('%s: all of the strict ones hold', (standard) => {
    const strict = vectors().filter((vector) => vector.standard === standard && isStrict(vector));
    expect(strict).not.toEqual([]);
    expect(strict.map((vector) => [vector.id, problem(vector)]).filter(([, why]) => why !== undefined)).toEqual([]);
  });

  it.each(standards)('%s: the others hold, but for those listed with a reason', (standard) => {
    const others = vectors().filter((vector) => vector.standard === standard && !isStrict(vector));
    const listed = new Set(deviations.flatMap(({ ids }) => ids));
    const unlisted = others.filter((vector) => !listed.has(vector.id));
    expect(unlisted.map((vector) => [vector.id, problem(vector)]).filter(([, why]) => why !== undefined)).toEqual([]);
    expect(others.filter((vector) => listed.has(vector.id) && problem(vector) === undefined)).toEqual([]);
  });

  it('are told apart by themselves: what its own format makes of a line, auto makes of it too', () => {
    for (const vector of vectors()) {
      const options = optionsOf(vector);
      const stated = createLineParser(options).parse(lineOf(vector), source, 7);
      if (isParseFailure(stated)) continue;
      // A space before the message is of rsyslog's making, not of the message.
      const spaced = options.format === 'rfc5424' && !stated.raw.includes('\ufeff');
      const message = spaced ? stated.message.replace(/^ /, '') : stated.message;
      const itself = createLineParser({ ...options, format: 'auto' }).parse(lineOf(vector), source, 7);
      expect(itself).toEqual({ ...stated, message });
    }
  });

  it('mean the same whatever line came before', () => {
    const parser = createLineParser({ reference: Date.parse('2020-02-15T00:00:00Z') });
    const lines = vectors().map(lineOf);
    const forth = lines.map((line) => parser.parse(line, source, 0));
    const back = lines.toReversed().map((line) => parser.parse(line, source, 0));
    expect(back.toReversed()).toEqual(forth);
  });
});
