import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeOptions, type Manifest } from '@correlator/core';
import { describe, expect, it } from 'vitest';
import { errorCodesOf } from '../repository/error-codes.ts';
import { codesOf } from '../repository/markdown.ts';
import { isComponent, libraries, root, server, sources, textOf } from '../repository/packages.ts';
import { cellsOf, sectionOf } from '../repository/readmes.ts';

const manifestsOf = async (folder: string): Promise<readonly Manifest[]> => {
  const { manifest, manifests = [manifest] } = await import(join(root, folder, 'src/index.ts'));
  return manifests;
};

describe.each([...libraries, server])('the README of $folder', ({ folder, manifest }) => {
  const path = `${folder}/README.md`;

  it('is there, begins with the name of the package and says what it is', () => {
    expect(existsSync(join(root, path))).toBe(true);
    expect(textOf(path)).toMatch(new RegExp(`^# ${manifest.name}\n\n[A-Z][^\n]+`));
  });
});

describe.each(libraries)('the README of $folder', ({ folder }) => {
  it('says when to use it, and shows an example', () => {
    const readme = textOf(`${folder}/README.md`);
    expect(sectionOf(readme, 'When to use it')).not.toBe('');
    expect(sectionOf(readme, 'Example')).toMatch(/^```(?:ts|yaml)\n/m);
  });
});

const components = await Promise.all(
  libraries.filter(isComponent).map(async ({ folder }) => ({ folder, manifests: await manifestsOf(folder) })),
);

const each = components.flatMap(({ folder, manifests }) =>
  manifests.map((manifest) => ({ folder, manifest, name: `${manifest.kind} ${manifest.name}` })),
);

/** In a package of several manifests, each has a section of its own: `## CSVListener (`csv`)`. */
function optionsSection(folder: string, { name }: Manifest): string {
  const readme = textOf(`${folder}/README.md`);
  return sectionOf(readme, 'Options') || sectionOf(readme, `(\`${name}\`)`);
}

const shown = (value: unknown): string => `\`${typeof value === 'string' ? `'${value}'` : value}\``;

describe.each(each)('the $name', ({ folder, manifest }) => {
  const options = describeOptions(manifest.options) ?? [];
  const rows = cellsOf(optionsSection(folder, manifest));

  it('describes each of its options', () => {
    expect(options.length).toBeGreaterThan(0);
    expect(options.filter(({ description = '' }) => description.length < 10)).toEqual([]);
  });

  it('has a README with each option, its default and its description, and no other', () => {
    expect(rows.map(([name, , description]) => [name, description])).toEqual(
      options.map(({ name, description }) => [`\`${name}\``, description]),
    );
    const stated = options.map((option) => ('default' in option ? shown(option.default) : undefined));
    expect(rows.map(([, text], index) => (stated[index] === undefined ? undefined : text))).toEqual(stated);
    const required = options.filter((option) => option.required).map(({ name }) => `\`${name}\``);
    expect(rows.filter(([, text]) => text === 'required').map(([name]) => name)).toEqual(required);
  });

  it('has a README with each of its events and its severity, and no other', () => {
    const events = 'events' in manifest ? (manifest.events ?? []) : [];
    const listed = cellsOf(sectionOf(textOf(`${folder}/README.md`), 'Events'));
    expect(listed.map(([type, severity]) => [type, severity])).toEqual(
      events.map(({ type, severity }) => [`\`${type}\``, severity]),
    );
  });
});

describe.each(libraries)('the errors of $folder', ({ folder }) => {
  const readme = textOf(`${folder}/README.md`);
  const listed = Array.from(sectionOf(readme, 'Errors').matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g), ([, code = '']) => code);

  it('are in its README', () => {
    const made = sources(`${folder}/src/**/*.ts`).flatMap((path) => errorCodesOf(textOf(path)));
    expect([...new Set(made)].filter((code) => !listed.includes(code))).toEqual([]);
  });

  it('are in the table of error codes', () => {
    const documented = codesOf(textOf('apps/docs/error-codes.md'));
    expect(listed.filter((code) => !documented.includes(code))).toEqual([]);
  });
});

describe('a table of a README', () => {
  it.each([
    ['## A\n\n| x |\n| --- |\n| `a` | b |\n\n## B\n| `c` | d |', [['`a`', 'b']]],
    ['## A\n\nnothing', []],
  ])('%j is read', (readme, rows) => {
    expect(cellsOf(sectionOf(readme, 'A'))).toEqual(rows);
  });
});
