import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { mayImport } from '../repository/arrows.ts';
import { packageNameOf, packageOf, readImports } from '../repository/imports.ts';
import { isComponent, libraries, programs, server, sources, textOf } from '../repository/packages.ts';
import { isDownward, roomOf, rooms, usesFixtures } from '../repository/rooms.ts';
import { describeFindings, findNodes } from '../repository/syntax.ts';
import { readsWallClock } from '../repository/wall-clock.ts';

const imports = await readImports();
const packages = [...libraries, server];
const isSource = (path: string) => path.split('/')[2] === 'src';

describe('imports', () => {
  const between = imports.all.filter(({ from, to }) => packageOf(from) !== packageOf(to));

  it('are read: core imports events', () => {
    expect(
      between.some(({ from, to }) => from.startsWith('packages/core/src/') && to === 'packages/events/src/index.ts'),
    ).toBe(true);
  });

  it('of sources follow the arrows: components never import one another, packages never import apps', () => {
    const wrong = between.filter(({ from, to }) => isSource(from) && !mayImport(packageOf(from), packageOf(to)));
    expect(wrong).toEqual([]);
  });

  it('of anything in packages never reach into apps', () => {
    expect(between.filter(({ from, to }) => from.startsWith('packages/') && to.startsWith('apps/'))).toEqual([]);
  });

  it('of another package go through its name, never through a path', () => {
    expect(between.filter(({ specifier }) => specifier.startsWith('.'))).toEqual([]);
  });

  it('never run in a circle, imports of types included', () => {
    expect(imports.cycles).toEqual([]);
  });

  const within = imports.all.filter(
    ({ from, to }) => isSource(from) && isSource(to) && packageOf(from) === packageOf(to),
  );

  it('between the rooms of a package go downward, imports of types included', () => {
    expect(within.length).toBeGreaterThan(500);
    expect(within.filter(({ from, to }) => !isDownward(from, to))).toEqual([]);
  });

  it('of sources never lead to what tests are made with', () => {
    expect(within.filter(({ from, to }) => usesFixtures(from, to))).toEqual([]);
  });

  it.each([
    ['packages/core/src/engine/stop.ts', 'packages/core/src/base/clock.ts', true],
    ['packages/core/src/base/clock.ts', 'packages/core/src/engine/stop.ts', false],
    ['packages/core/src/index.ts', 'packages/core/src/engine/engine.ts', true],
    ['packages/core/src/engine/engine.ts', 'packages/core/src/index.ts', false],
    ['packages/core/src/engine/stop.ts', 'packages/core/src/engine/start.ts', true],
  ])('of %s in %s go downward: %s', (from, to, downward) => {
    expect(isDownward(from, to)).toBe(downward);
  });

  it.each([
    ['packages/core', 'packages/events', true],
    ['packages/events', 'packages/core', false],
    ['packages/syslog', 'packages/core', false],
    ['packages/module-sshd', 'packages/core', true],
    ['packages/module-sshd', 'packages/syslog', true],
    ['packages/module-sshd', 'packages/module-report', false],
    ['packages/module-sshd', 'packages/testing', false],
    ['packages/core', 'apps/server', false],
    ['apps/server', 'packages/module-sshd', true],
    ['apps/server', 'apps/bench', false],
    ['apps/torture', 'apps/bench', true],
    ['apps/bench', 'apps/torture', false],
  ])('%s may import %s: %s', (importer, imported, allowed) => {
    expect(mayImport(importer, imported)).toBe(allowed);
  });
});

/** A line at the top of a file that is not about what comes next. */
const purpose = /^(?:(?:\/\*\*|\/\/) [A-Z].*\.(?: \*\/)?)\n(?:\n|import |export (?:type )?\{)/;

describe('rooms', () => {
  const divided = [...packages, ...programs].map(({ folder }) => {
    const found = sources(`${folder}/src/*/**/*.{ts,mjs}`).map(roomOf);
    return [folder, [...new Set(found)].sort()] as const;
  });

  it('are those that are listed, in an order', () => {
    const listed = Object.entries(rooms).map(([folder, names]) => [folder, [...names].sort()]);
    expect(Object.fromEntries(divided.filter(([, names]) => names.length > 0))).toEqual(Object.fromEntries(listed));
  });

  it.each(Object.entries(rooms))(
    'of %s say in a line what they are for, at the top of one of their files',
    (folder, names) => {
      const silent = names.filter((name) => {
        const files = sources(`${folder}/src/${name}/**/*.{ts,mjs}`);
        return !files.some((path) => purpose.test(textOf(path)));
      });
      expect(silent).toEqual([]);
    },
  );
});

describe.each([...packages, ...programs])('$folder', ({ folder, manifest }) => {
  it('declares what its sources import', () => {
    const declared = new Set([
      manifest.name,
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    ]);
    const used = sources(`${folder}/src/**/*.{ts,mjs}`).flatMap(importedPackages);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((name) => !declared.has(name))).toEqual([]);
  });
});

describe.each(packages)('$folder', ({ folder, manifest }) => {
  it('exports its sources for development and its build to everybody else', () => {
    const entries = Object.keys(manifest.exports ?? {});
    expect(entries[0]).toBe('.');
    expect(manifest.exports).toEqual(Object.fromEntries(entries.map((entry) => [entry, entryOf(entry, 'source')])));
    expect(manifest.publishConfig?.exports).toEqual(
      Object.fromEntries(entries.map((entry) => [entry, entryOf(entry, 'built')])),
    );
    expect(manifest.files).toEqual(['dist']);
  });

  it('is an ES module without side effects, under the MIT license', () => {
    expect(manifest).toMatchObject({ type: 'module', sideEffects: false, license: 'MIT' });
    const withSqlite = sources(`${folder}/src/**/*.ts`).some((path) => textOf(path).includes("from 'node:sqlite'"));
    const library = withSqlite ? '>=22.13' : '>=22.2';
    expect(manifest.engines?.node).toBe(folder === server.folder ? '>=24' : library);
  });

  it('has no default export', () => {
    const found = sources(`${folder}/src/**/*.ts`).flatMap((path) =>
      describeFindings(path, textOf(path), isDefaultExport),
    );
    expect(found).toEqual([]);
  });
});

describe('components', () => {
  it.each(libraries.filter(isComponent))('$folder takes core and events from whoever uses it', ({ manifest }) => {
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(
      expect.arrayContaining(['@correlator/core', '@correlator/events']),
    );
    expect(Object.keys(manifest.devDependencies ?? {})).toEqual(
      expect.arrayContaining(['@correlator/core', '@correlator/events']),
    );
    expect(Object.keys(manifest.dependencies ?? {})).not.toContain('@correlator/core');
    expect(Object.keys(manifest.dependencies ?? {})).not.toContain('@correlator/events');
  });
});

describe('the wall clock', () => {
  const clock = 'packages/core/src/base/clock.ts';
  const timeless = sources('packages/{core,events,syslog,module-*}/src/**/*.ts').filter((path) => path !== clock);

  it('is never read by events, core (except in its clock), syslog and modules', () => {
    expect(timeless.flatMap((path) => describeFindings(path, textOf(path), readsWallClock))).toEqual([]);
  });

  it.each([
    ['Date.now()', true],
    ['new Date()', true],
    ['const { now } = Date', true],
    ['setTimeout(() => {}, 1)', true],
    ['globalThis.setInterval(f, 1)', true],
    ['performance.now()', true],
    ['Math.random()', true],
    ["import { setTimeout } from 'node:timers/promises'", true],
    ["import { randomUUID } from 'node:crypto'", true],
    ['process.hrtime.bigint()', true],
    ['new Date(record.time)', false],
    ['Date.UTC(2026, 0, 1)', false],
    ['Math.max(1, 2)', false],
    ['this.clock.setTimeout(f, 1)', false],
    ['const date: Date = f(0)', false],
  ])('%s is a reading: %s', (source, reading) => {
    expect(findNodes(source, readsWallClock).length > 0).toBe(reading);
  });
});

/** What package.json says of an entry: `.` is made from `src/index.ts`, `./testing` from `src/testing/index.ts`. */
function entryOf(entry: string, form: 'source' | 'built'): Readonly<Record<string, string>> {
  const path = `${entry.slice(1)}/index`.replace(/^\//, '');
  const built = { types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` };
  return form === 'built' ? built : { '@correlator/source': `./src/${path}.ts`, ...built };
}

function importedPackages(path: string): string[] {
  return findNodes(textOf(path), ts.isStringLiteral)
    .filter(
      (node) =>
        ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent) || isDynamicImport(node.parent),
    )
    .flatMap((node) => packageNameOf((node as ts.StringLiteral).text) ?? []);
}

function isDynamicImport(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

function isDefaultExport(node: ts.Node): boolean {
  return ts.isExportAssignment(node) || (node.kind === ts.SyntaxKind.DefaultKeyword && ts.isModifier(node));
}
