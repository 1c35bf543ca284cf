import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as kinds from '../src/fields.ts';
import { type EventOptions, type Field, type FieldKind, reservedNames } from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

/** The cells of the table under a title, without its two head rows. */
function table(title: string): string[][] {
  const section = readme.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

const names = (title: string) => table(title).map(([name]) => name?.replaceAll('`', ''));

describe('the README', () => {
  it('lists every kind of field with the values it takes', () => {
    const fields: Record<FieldKind, Field<unknown>> = {
      text: kinds.text('T'),
      integer: kinds.integer('I'),
      number: kinds.number('N'),
      boolean: kinds.boolean('B'),
      time: kinds.time('T'),
      duration: kinds.duration('D'),
      port: kinds.port('P'),
      address: kinds.address('A'),
      assertedAddress: kinds.assertedAddress('A'),
      choice: kinds.choice('Method', ['key', 'code']),
    };
    const listed = table('Fields of audit events').map(([kind, values]) => [kind, values]);
    expect(listed).toEqual(Object.entries(fields).map(([kind, { expected }]) => [`\`${kind}\``, expected]));
  });

  it('lists every option of an event', () => {
    const options: Record<keyof EventOptions, true> = { time: true, record: true, system: true, id: true };
    expect(names('EventOptions')).toEqual(Object.keys(options));
  });

  it('names what every event has itself', () => {
    const listed = /every event has (.*?) itself/.exec(readme)?.[1] ?? '';
    expect(listed.match(/\w+(?=`)/g)).toEqual([...reservedNames]);
  });

  it('lists every error code', () => {
    const folder = join(packageFolder, 'src');
    const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const codes = sources.join('\n').matchAll(/new CorrelatorError\(\s*'([A-Z_]+)'/g);
    expect(new Set(names('Errors'))).toEqual(new Set([...codes].map(([, code]) => code)));
  });
});
