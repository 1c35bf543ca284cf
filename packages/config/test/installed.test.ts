import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { describeInstalled, listInstalled } from '../src/index.ts';
import { folder, manifestCode, packageFiles } from './folder.ts';

const described = `{ '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }), jsonSchema: { input: () => ({
  properties: { limit: { type: 'integer', minimum: 1, default: 5, description: 'How many' }, path: { format: 'path' } },
  required: ['path'] }) } } }`;

const events = `[{ type: 'nginx.scan', severity: 'notice', fields: { host: { kind: 'text', label: 'Host', nullable: true } } },
  { type: 'nginx.secret', severity: 'info', internal: true }, { type: 'nginx.word', severity: 'error' }]`;

const nginx = manifestCode('module', 'nginx', { options: described }).replace('events: []', `events: ${events}`);
const silent = `{ '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }) } }`;
const listeners = ['log', 'csv'].map((name) => manifestCode('listener', name));

const one = (name: string, manifest: string) => packageFiles(name, `export const manifest = ${manifest};`);

const installed = {
  ...one('correlator-module-nginx', nginx),
  ...one('@correlator/module-silent', manifestCode('module', 'silent', { options: silent })),
  ...packageFiles('@correlator/listeners', `export const manifests = [${listeners.join(', ')}];`),
  ...one('@correlator/input-file', manifestCode('input', 'file')),
  ...packageFiles('@acme/logs', `export const manifest = ${manifestCode('module', 'logs')};`),
  ...packageFiles('correlator-modules', 'throw new Error("not a module by its name");'),
};

describe('what is installed', () => {
  test('is found by the naming rule, and described by its manifest', async () => {
    const [first, second, ...others] = await listInstalled('module', { directory: folder(installed) });
    expect(first).toEqual({
      kind: 'module',
      name: 'nginx',
      package: 'correlator-module-nginx',
      version: '1.0.0',
      summary: 'For tests.',
      options: [
        { name: 'limit', expected: 'a whole number, 1 or more', required: false, default: 5, description: 'How many' },
        { name: 'path', expected: 'a path', required: true },
      ],
      events: [
        {
          type: 'nginx.scan',
          severity: 'notice',
          fields: [{ name: 'host', kind: 'text', label: 'Host', nullable: true }],
        },
        { type: 'nginx.word', severity: 'error' },
      ],
    });
    expect(second).toMatchObject({ name: 'silent', package: '@correlator/module-silent' });
    expect(second?.options).toBeUndefined();
    expect(others).toEqual([]);
  });

  test('in one package, several at once', async () => {
    const found = await listInstalled('listener', { directory: folder(installed) });
    expect(found.map(({ name }) => name)).toEqual(['csv', 'log']);
  });

  test('is called as a configuration has to call it', async () => {
    const directory = folder(one('correlator-input-kafka', manifestCode('input', 'other-name')));
    expect(await listInstalled('input', { directory })).toMatchObject([{ name: 'kafka' }]);
  });

  test('is looked for above the configuration and then beside the server, the nearest first', async () => {
    const near = { ...packageFiles('correlator-module-a', ''), 'etc/deep/a.yaml': '' };
    const directory = folder({ ...near, ...one('correlator-module-a', manifestCode('module', 'near')) });
    const server = folder({
      ...one('correlator-module-a', manifestCode('module', 'far').replace('For tests.', 'Far.')),
      ...one('correlator-module-b', manifestCode('module', 'b')),
    });
    const from = [pathToFileURL(`${server}/src/main.js`).href];
    const found = await listInstalled('module', { directory: `${directory}/etc/deep`, from });
    expect(found.map(({ name, summary }) => [name, summary])).toEqual([
      ['a', 'For tests.'],
      ['b', 'For tests.'],
    ]);
  });

  test('and cannot be used says why', async () => {
    const directory = folder({
      ...packageFiles('correlator-module-broken', 'throw new Error("no luck");'),
      ...packageFiles('correlator-module-empty', 'export const a = 1;'),
      ...one('correlator-module-kind', manifestCode('input', 'kind')),
      ...one('correlator-module-old', manifestCode('module', 'old', { api: 0 })),
    });
    const found = await listInstalled('module', { directory });
    expect(found.map(({ name, problem }) => [name, problem])).toEqual([
      ['broken', 'it cannot be loaded: no luck'],
      ['empty', 'it exports no manifest of a module'],
      ['kind', 'it exports no manifest of a module'],
      [
        'old',
        "'correlator-module-old' is written for api 0 of Correlator, and this one speaks api 1; install a newer version of it",
      ],
    ]);
  });

  test('may be nothing', async () => {
    expect(await listInstalled('module', { directory: folder() })).toEqual([]);
  });
});

describe('one component', () => {
  test.each([
    ['nginx', 'correlator-module-nginx'],
    ['correlator-module-nginx', 'correlator-module-nginx'],
    ['@acme/logs', '@acme/logs'],
    ['./mine.mjs', './mine.mjs'],
  ])('is found as %s', async (use, expected) => {
    const mine = `export const manifest = ${manifestCode('module', 'mine')};`;
    const found = await describeInstalled('module', use, { directory: folder({ ...installed, 'mine.mjs': mine }) });
    expect(found).toMatchObject({ package: expected, summary: 'For tests.' });
    expect(found.problem).toBeUndefined();
  });

  test('that is not there is answered with the nearest name', async () => {
    const { problem } = await describeInstalled('module', 'nignx', { directory: folder(installed) });
    expect(problem).toContain("did you mean 'nginx'?");
  });
});
