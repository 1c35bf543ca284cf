import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Where every package of this project is found: the folder of the server. */
export const server = new URL('../../../apps/server/', import.meta.url).href;

/** A new folder with the given files, gone when the test is over. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'correlator-config-')));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

/** The files of an ESM-only package with the given exports of its one file. */
export function packageFiles(name: string, code: string, condition = 'import'): Record<string, string> {
  const json = { name, version: '1.0.0', type: 'module', exports: { '.': { [condition]: './main.js' } } };
  return { [`node_modules/${name}/package.json`]: JSON.stringify(json), [`node_modules/${name}/main.js`]: code };
}

/** A schema written by hand, as a third party without a library would: numbers by name, all optional. */
export function numbersSchema(names: readonly string[]): string {
  return `{ '~standard': { version: 1, vendor: 'by-hand', validate(value) {
    const issues = Object.entries(value).flatMap(([key, given]) => {
      if (!${JSON.stringify(names)}.includes(key)) return { message: 'unknown', keys: [key] };
      return typeof given === 'number' ? [] : { message: 'must be a number', path: [key] };
    });
    return issues.length > 0 ? { issues } : { value };
  }, jsonSchema: { input: () => ({ properties: ${JSON.stringify(Object.fromEntries(names.map((name) => [name, {}])))} }) } } }`;
}

/** The code of a manifest. */
export function manifestCode(
  kind: string,
  name: string,
  rest: { api?: number; create?: string; options?: string } = {},
): string {
  const { api = 1, create = '() => ({})', options = numbersSchema(['limit', 'window']) } = rest;
  return `{ kind: '${kind}', name: '${name}', api: ${api}, summary: 'For tests.', events: [], options: ${options}, create: ${create} }`;
}

/** A copy of a package of this project as JavaScript, as it would be installed below somebody else's package. */
export function installCopy(name: 'core' | 'events', modules: string): void {
  const source = fileURLToPath(new URL(`../../${name}/`, import.meta.url));
  const target = join(modules, '@correlator', name);
  cpSync(join(source, 'src'), join(target, 'src'), { recursive: true });
  for (const file of readdirSync(join(target, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const code = stripTypeScriptTypes(readFileSync(join(target, 'src', file), 'utf8'));
    writeFileSync(
      join(target, 'src', file.replace(/\.ts$/, '.js')),
      code.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"),
    );
  }
  const json = { name: `@correlator/${name}`, version: '1.0.0', type: 'module', exports: './src/index.js' };
  writeFileSync(join(target, 'package.json'), JSON.stringify(json));
  const nunjucks = createRequire(join(source, '../events/package.json')).resolve('nunjucks/package.json');
  if (name === 'events') symlinkSync(dirname(nunjucks), join(modules, 'nunjucks'));
}
