import { stripVTControlCharacters } from 'node:util';
import { type UnparsedEntry, useModule } from '@correlator/core';
import { createExplainer } from '@correlator/core/explain';
import { createRecord } from '@correlator/core/testing';
import type { LogRecord } from '@correlator/events';
import { manifest } from '@correlator/module-sshd';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createExplanationText } from '../src/explain/explanation-text.ts';
import { layOut } from '../src/explain/styled-text.ts';
import { escapeControl } from '../src/text/terminal.ts';

const header = '2026-11-24T10:00:00Z web01 sshd[71]: ';
const record = (message: string) => createRecord({ program: 'sshd', pid: '71', message, raw: header + message });
const failed = 'Failed password for alice from 192.0.2.7 port 22 ssh2';

function explained(entry: LogRecord | UnparsedEntry) {
  const explainer = createExplainer({ modules: [useModule(manifest)] });
  const explanation = explainer.explain(entry);
  return { explanation, traces: explainer.traces(explanation) };
}

function textOf(message: string, options: { colour: boolean; width: number }): string {
  const { explanation, traces } = explained(record(message));
  return createExplanationText(options)(explanation, traces);
}

/** Text without colours. */
const plain = stripVTControlCharacters;

describe('on a terminal', () => {
  test('the parts of a line have colours of their own, an address that is sure another than one that is not', () => {
    const text = textOf(failed, { colour: true, width: 200 });
    expect(text).toContain('for \x1b[35malice\x1b[0m from \x1b[1;32m192.0.2.7\x1b[0m port');
    expect(text).toContain('\x1b[36mweb01\x1b[0m \x1b[1;34msshd\x1b[0m[\x1b[34m71\x1b[0m]: ');
    const message = 'User bob from host.example.com not allowed because not listed in AllowUsers';
    expect(textOf(message, { colour: true, width: 200 })).toContain('from \x1b[1;33mhost.example.com\x1b[0m not');
  });

  test('a legend comes first, once, and only with colours', () => {
    const text = createExplanationText({ colour: true, width: 80 });
    const { explanation } = explained(record(failed));
    expect(plain(text(explanation, new Map()))).toMatch(/^time {2}host {2}program {2}pid {2}user {2}address/);
    expect(text(explanation, new Map())).not.toContain('perhaps forged');
    expect(textOf(failed, { colour: false, width: 80 })).not.toContain('perhaps forged');
  });

  test('who wrote it, and what its format read, are shown with the record', () => {
    const more = { vouched: { uid: 0, unit: 'ssh.service' }, fields: { address: 'x', ok: true }, format: 'made' };
    const { explanation } = explained({ ...record(failed), ...more });
    const text = createExplanationText({ colour: true, width: 400 })(explanation, new Map());
    expect(plain(text)).toContain('format made  fields.address x  fields.ok  vouched.uid 0  vouched.unit ssh.service');
  });

  test('where parsing failed is marked', () => {
    const { explanation } = explained({
      reason: 'bad-timestamp',
      explanation: 'no such hour',
      column: 8,
      raw: 'Nov 24 99:00:00 x',
      source: { input: 'a', identity: 'b' },
      offset: 0,
    });
    const text = createExplanationText({ colour: true, width: 80 })(explanation, new Map());
    expect(text).toContain('Nov 24 \x1b[7;31m9\x1b[0m9:00:00 x');
  });

  test('no line is wider, the line that was read is there whole, and colours are all that is sent', () => {
    const words = fc.oneof(
      fc.constantFrom(failed, 'error: Invalid user ', 'Connection closed'),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), fc.integer({ min: 20, max: 140 }), (parts, width) => {
        const message = parts.join(' ');
        const text = textOf(message, { colour: true, width });
        const lines = plain(text).split('\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(plain(text)).not.toMatch(/[^\P{Cc}\n]|\p{Cs}/u);
        const own = lines.slice(
          lines.indexOf('') + 1,
          lines.findIndex((line) => line.trimStart().startsWith('record:')),
        );
        expect(own.map((line) => line.slice(width < 60 ? 4 : 7)).join('')).toBe(escapeControl(header + message));
        const withoutLegend = plain(text).slice(plain(text).indexOf('\n\n') + 2);
        expect(textOf(message, { colour: false, width })).toBe(withoutLegend);
      }),
    );
  });
});

test('of a line that is very long the beginning is shown, and how long it is', () => {
  const text = textOf('x'.repeat(1_000_000), { colour: false, width: Number.POSITIVE_INFINITY });
  expect(text).toContain(`… (${1_000_000 + header.length} characters)`);
  expect(text.length).toBeLessThan(3_000);
});

describe('text is laid out', () => {
  const options = { colour: false, width: 20, first: '- ', indent: 2 };

  test.each<[string, Parameters<typeof layOut>[0], string]>([
    ['in lines broken at spaces', [{ text: 'one two three four five' }], '- one two three four\n  five\n'],
    ['without spaces at the ends of lines', [{ text: 'one two three four  ' }], '- one two three four\n'],
    ['with long words broken', [{ text: `a ${'b'.repeat(20)}` }], `- a\n  ${'b'.repeat(18)}\n  bb\n`],
    [
      'with what is whole kept together',
      [{ text: 'a colour of ' }, { text: 'one name ', whole: true }, { text: 'x y' }],
      '- a colour of\n  one name x y\n',
    ],
    ['with control characters written out', [{ text: 'a\x1b[m\n\u202e' }], '- a\\x1b[m\\x0a\\u202e\n'],
    ['though there is none', [], '-\n'],
  ])('%s', (_name, spans, expected) => {
    expect(layOut(spans, options)).toBe(expected);
  });

  test('exactly as it is, where that is wanted', () => {
    const spans = [{ text: 'a  b ' }, { text: 'c'.repeat(14) }, { text: ' d' }];
    expect(layOut(spans, { ...options, exact: true })).toBe(`- a  b ${'c'.repeat(13)}\n  c d\n`);
  });
});
