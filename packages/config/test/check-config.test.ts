import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkConfig, configFromValue, loadConfig, problemText, requireConfig } from '../src/index.ts';
import { queueSchema } from '../src/settings/settings.ts';
import { folder, manifestCode, packageFiles } from './folder.ts';

const listenerWithEvents = manifestCode('listener', 'log').replace(
  'events: []',
  "events: [{ type: 'sshd.session-ended' }]",
);

const installed = {
  ...packageFiles('@correlator/input-file', `export const manifest = ${manifestCode('input', 'file')};`),
  ...packageFiles('@correlator/module-sshd', `export const manifest = ${manifestCode('module', 'sshd')};`),
  ...packageFiles(
    '@correlator/listeners',
    `export const manifests = [${listenerWithEvents}, ${manifestCode('listener', 'csv')}];`,
  ),
};

async function problems(value: unknown, more: Record<string, string> = {}): Promise<string[]> {
  const check = await checkConfig(configFromValue(value, folder({ ...installed, ...more })));
  return check.problems.map(problemText);
}

const inputs = { file: {} };
const modules = { sshd: {} };

test('a right configuration has no problems; listeners default to the log', async () => {
  const check = await checkConfig(
    configFromValue({ inputs, modules: { sshd: { limit: 5 }, old: false } }, folder(installed)),
  );
  expect(check.problems).toEqual([]);
  expect(check.config?.modules).toMatchObject([{ name: 'sshd', options: { limit: 5 } }]);
  expect(check.config?.listeners).toMatchObject([{ name: 'log' }]);
});

describe('problems of a configuration, with their paths and the nearest right names', () => {
  test.each<[string, unknown, string[]]>([
    ['an unknown setting', { inputs, modules, listner: {} }, ["listner: unknown option; did you mean 'listeners'?"]],
    [
      'a wrong zone',
      { inputs, modules, zone: 'Europe/Prag' },
      ["zone: there is no time zone 'Europe/Prag'; did you mean 'Europe/Prague'?"],
    ],
    [
      'a wrong duration',
      { inputs, modules, lateness: '5 parsecs' },
      ['lateness: must be a duration, such as 30s, 5m or 1h30m'],
    ],
    [
      'no inputs',
      { modules },
      ['inputs: none is given; add one, such as auth: { use: file, paths: [/var/log/auth.log] }'],
    ],
    ['no modules', { inputs, modules: { sshd: false } }, ['modules: none is given; add one, such as sshd: {}']],
    [
      'a list of modules',
      { inputs, modules: ['sshd'] },
      ['modules: must be a map of names to options', 'modules: none is given; add one, such as sshd: {}'],
    ],
    [
      'a component that is no map',
      { inputs, modules: { sshd: 5 } },
      ['modules.sshd: must be a map of options, true, or false to turn it off'],
    ],
    [
      'a wrong use',
      { inputs, modules: { a: { use: 5 } } },
      ['modules.a.use: must be the name of a package, a path or a manifest'],
    ],
    [
      'an unknown option',
      { inputs, modules: { sshd: { limt: 5 } } },
      ["modules.sshd.limt: unknown option; did you mean 'limit'?"],
    ],
    ['a wrong option', { inputs, modules: { sshd: { limit: 'x' } } }, ['modules.sshd.limit: must be a number']],
    [
      'an unknown criterion',
      { inputs, modules, listeners: { log: { criteria: { type: [] } } } },
      ["listeners.log.criteria.type: unknown option; did you mean 'types'?"],
    ],
    [
      'misspelt criteria',
      { inputs, modules, listeners: { log: { critera: {} } } },
      ["listeners.log.critera: unknown option; did you mean 'criteria'?"],
    ],
    [
      'a wrong queue',
      { inputs, modules, listeners: { log: { queue: { batchs: 1 } } } },
      ["listeners.log.queue.batchs: unknown option; did you mean 'batch'?"],
    ],
    [
      'a queue with a wrong value',
      { inputs, modules, listeners: { log: { queue: { longestPause: 'x', patience: -1, whenFull: 'drop' } } } },
      [
        'listeners.log.queue.longestPause: must be a duration, such as 30s, 5m or 1h30m',
        'listeners.log.queue.patience: must be a duration, such as 30s, 5m or 1h30m',
        "listeners.log.queue.whenFull: must be one of wait, drop-oldest, keep, not 'drop'",
      ],
    ],
    [
      'a type that nobody dispatches',
      { inputs, modules, listeners: { log: { criteria: { types: ['sshd.sesion-ended'] } } } },
      ["listeners.log.criteria.types.0: no module dispatches 'sshd.sesion-ended'; did you mean 'sshd.session-ended'?"],
    ],
    [
      'a system that is not there',
      { inputs, modules, listeners: { log: { criteria: { systems: ['sshdd', 'x'] } } } },
      [
        "listeners.log.criteria.systems.0: there is no module 'sshdd'; did you mean 'sshd'?",
        "listeners.log.criteria.systems.1: there is no module 'x'; the systems are sshd, log, engine",
      ],
    ],
    [
      'a family of types that nobody dispatches',
      { inputs, modules, listeners: { log: { criteria: { types: ['shsd.*'], severity: 'fatal' } } } },
      [
        "listeners.log.criteria.severity: must be one of error, warning, notice, info, not 'fatal'",
        "listeners.log.criteria.types.0: no module dispatches events 'shsd.*'; did you mean 'sshd.*'?",
      ],
    ],
    [
      'a type of the engine that is misspelt',
      { inputs, modules, listeners: { log: { criteria: { types: ['engine.leger', 'eror', 'engine.*', 'nginx.*'] } } } },
      [
        "listeners.log.criteria.types.0: no module dispatches 'engine.leger'; did you mean 'engine.ledger'?",
        "listeners.log.criteria.types.1: no module dispatches 'eror'; did you mean 'error'?",
      ],
    ],
    [
      'misspelt settings, which are not missing too',
      { input: {}, modles: {} },
      ["input: unknown option; did you mean 'inputs'?", "modles: unknown option; did you mean 'modules'?"],
    ],
    [
      'the name of the engine',
      { inputs, modules: { engine: { use: 'sshd' } } },
      [
        "modules.engine: 'engine' is the name of the engine's own events; choose another name, and write this one under 'use' (NAME_TAKEN)",
      ],
    ],
    [
      'a package that is not installed',
      { inputs, modules: { nginx: {} } },
      [
        "modules.nginx: no module 'nginx' is installed (looked for correlator-module-nginx, then @correlator/module-nginx); installed: sshd; to install it: npm install correlator-module-nginx (PACKAGE_NOT_FOUND)",
      ],
    ],
    [
      'a misspelt package',
      { inputs: { auth: { use: 'fil' } }, modules },
      [
        "inputs.auth: no input 'fil' is installed (looked for correlator-input-fil, then @correlator/input-fil, then fil); did you mean 'file'? Else: npm install correlator-input-fil (PACKAGE_NOT_FOUND)",
      ],
    ],
    [
      'a path without a file',
      { inputs, modules: { a: { use: './a.js' } } },
      ["modules.a: there is no file ./a.js; write its path from the configuration's folder (PACKAGE_NOT_FOUND)"],
    ],
    [
      'a listener among the modules',
      { inputs, modules: { sshd: {}, a: { use: '@correlator/listeners' } } },
      [
        "modules.a: '@correlator/listeners' is no module: it has the listener 'log', the listener 'csv'; put it under 'listeners', or use another package (KIND_MISMATCH)",
      ],
    ],
    [
      'one of several that is not there',
      { inputs, modules, listeners: { a: { use: '@correlator/listeners' } } },
      [
        "listeners.a: '@correlator/listeners' has no listener 'listeners': it has the listener 'log', the listener 'csv'; use one of these (PACKAGE_NOT_FOUND)",
      ],
    ],
  ])('%s', async (_, value, expected) => {
    expect(await problems(value)).toEqual(expected);
  });

  test('a package for another api', async () => {
    const older = packageFiles(
      'correlator-module-old',
      `export const manifest = ${manifestCode('module', 'old', { api: 0 })};`,
    );
    const newer = packageFiles(
      'correlator-module-new',
      `export const manifest = ${manifestCode('module', 'new', { api: 2 })};`,
    );
    expect(await problems({ inputs, modules: { old: {}, new: {} } }, { ...older, ...newer })).toEqual([
      "modules.old: 'correlator-module-old' is written for api 0 of Correlator, and this one speaks api 1; install a newer version of it (API_VERSION_MISMATCH)",
      "modules.new: 'correlator-module-new' is written for api 2 of Correlator, and this one speaks api 1; install a newer Correlator, or an older version of it (API_VERSION_MISMATCH)",
    ]);
  });

  test('a package without a manifest, and one that cannot be loaded', async () => {
    const none = packageFiles('correlator-module-none', 'export const a = 1;');
    const broken = packageFiles('correlator-module-broken', 'throw new Error("no luck");');
    expect(await problems({ inputs, modules: { none: {}, broken: {} } }, { ...none, ...broken })).toEqual([
      "modules.none: 'correlator-module-none' exports no manifest; export one by the name 'manifest' (MANIFEST_INVALID)",
      "modules.broken: 'broken' cannot be loaded: no luck; reinstall or mend it (PACKAGE_FAILED)",
    ]);
  });

  test('no configuration at all', async () => {
    const [first] = await problems(null);
    expect(first).toBe('must be a map with inputs, modules and listeners');
  });
});

test('all problems come at once, with their lines', async () => {
  const text = 'zone: Nowhere\ninputs:\n  file: {}\nmodules:\n  sshd:\n    limt: 5\n  nginx: {}\n';
  const directory = folder({ ...installed, 'a.yaml': text });
  const loaded = await loadConfig({ directory, path: 'a.yaml' });
  await expect(requireConfig(loaded)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `${join(directory, 'a.yaml')} has 3 problems:
  line 1, column 1: zone: must be a time zone, such as Europe/Prague or UTC
  line 6, column 5: modules.sshd.limt: unknown option; did you mean 'limit'?
  line 7, column 3: modules.nginx: no module 'nginx' is installed (looked for correlator-module-nginx, then @correlator/module-nginx); installed: sshd; to install it: npm install correlator-module-nginx (PACKAGE_NOT_FOUND)`,
    details: { problems: [{ line: 1 }, { line: 6 }, { line: 7, code: 'PACKAGE_NOT_FOUND', path: 'modules.nginx' }] },
  });
});

describe('packages are found', () => {
  const config = (use: string) => configFromValue({ modules: { nginx: { use } } }, folder(installed));
  const named = (name: string) => `export const manifest = ${manifestCode('module', name)};`;

  test.each([
    [
      'by the short name, a third party first',
      'nginx',
      {
        ...packageFiles('correlator-module-nginx', named('theirs')),
        ...packageFiles('@correlator/module-nginx', named('ours')),
      },
      'theirs',
    ],
    ['by the short name, ours', 'nginx', packageFiles('@correlator/module-nginx', named('ours')), 'ours'],
    ['by the full name', '@acme/logs', packageFiles('@acme/logs', named('acme')), 'acme'],
    ['by the full name without a scope', 'acme-logs', packageFiles('acme-logs', named('acme')), 'acme'],
    [
      'by the default condition',
      'nginx',
      packageFiles('correlator-module-nginx', named('default'), 'default'),
      'default',
    ],
  ])('%s', async (_, use, files, expected) => {
    const server = pathToFileURL(`${folder(files)}/`).href;
    const check = await checkConfig(config(use), { from: [server], kinds: ['module'] });
    expect(check.config?.modules[0]?.manifest.name).toBe(expected);
  });

  test('from the configuration first, then from the server', async () => {
    const own = folder(packageFiles('@correlator/module-nginx', named('near')));
    const server = folder(packageFiles('correlator-module-nginx', named('far')));
    const loaded = configFromValue({ modules: { nginx: {} } }, own);
    const check = await checkConfig(loaded, { from: [pathToFileURL(`${server}/`).href], kinds: ['module'] });
    expect(check.config?.modules[0]?.manifest.name).toBe('near');
  });

  test('by a condition that the process runs with', async () => {
    const files = packageFiles('correlator-module-nginx', named('source'), '@correlator/source');
    const loaded = configFromValue({ modules: { nginx: {} } }, folder(files));
    const check = await checkConfig(loaded, { conditions: ['@correlator/source'], kinds: ['module'] });
    expect(check.config?.modules[0]?.manifest.name).toBe('source');
    const without = await checkConfig(loaded, { conditions: [], kinds: ['module'] });
    expect(without.problems).toMatchObject([{ code: 'PACKAGE_FAILED' }]);
  });

  test('by a path, from the configuration', async () => {
    const loaded = configFromValue(
      { modules: { mine: { use: './lib/mine.mjs' } } },
      folder({ 'lib/mine.mjs': named('mine') }),
    );
    const check = await checkConfig(loaded, { kinds: ['module'] });
    expect(check.config?.modules[0]?.manifest.name).toBe('mine');
  });

  test('never by a name alone that is a package of something else', async () => {
    const loaded = configFromValue({ modules: { nginx: {} } }, folder(packageFiles('nginx', named('surprise'))));
    const check = await checkConfig(loaded, { kinds: ['module'] });
    expect(check.problems).toMatchObject([{ code: 'PACKAGE_NOT_FOUND' }]);
  });
});

test('relative paths start at the configuration', async () => {
  const directory = folder({
    ...packageFiles(
      '@correlator/module-sshd',
      `export const manifest = ${manifestCode('module', 'sshd', {
        options: `{ '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }), jsonSchema: { input: () => ({ properties: {
        list: { type: 'string', format: 'path' },
        to: { anyOf: [{ enum: ['stdout'] }, { format: 'path' }] },
      } }) } } }`,
      })};`,
    ),
  });
  const sshd = { paths: ['a.log', '-', '/var/b.log'], directory: 'audit', list: 'x', to: 'stdout', name: 'as-it-is' };
  const value = { modules: { sshd, more: { ...sshd, use: 'sshd', to: 'file', paths: 'c.log' } } };
  const { config } = await checkConfig(configFromValue(value, directory), { kinds: ['module'] });
  const made = { directory: join(directory, 'audit'), list: join(directory, 'x'), name: 'as-it-is' };
  expect(config?.modules.map(({ options }) => options)).toEqual([
    { ...made, paths: [join(directory, 'a.log'), '-', '/var/b.log'], to: 'stdout' },
    { ...made, paths: join(directory, 'c.log'), to: join(directory, 'file') },
  ]);
});

test('the README lists the keys of a queue as its schema has them', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const section = readme.split('\nA `queue` takes these')[1]?.split('\n\n')[1] ?? '';
  expect([...section.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key)).toEqual(Object.keys(queueSchema.shape));
});
