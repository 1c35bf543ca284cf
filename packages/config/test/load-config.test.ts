import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findConfig, loadConfig } from '../src/index.ts';
import { folder } from './folder.ts';

const yaml = 'instance: bastion\nmodules:\n  sshd: { limit: 5 }\n';
const value = { instance: 'bastion', modules: { sshd: { limit: 5 } } };

describe('a configuration is found', () => {
  test.each([
    ['ts', `export default { instance: 'bastion', modules: { sshd: { limit: 5 as number } } };`],
    ['mts', `export const config = { instance: 'bastion', modules: { sshd: { limit: 5 } } };`],
    ['mjs', `export default { instance: 'bastion', modules: { sshd: { limit: 5 } } };`],
    ['yaml', yaml],
    ['yml', yaml],
    ['json', JSON.stringify(value)],
  ])('as correlator.config.%s', async (end, text) => {
    const directory = folder({ [`correlator.config.${end}`]: text, 'package.json': '{ "type": "module" }' });
    const loaded = await loadConfig({ directory });
    expect(loaded).toMatchObject({ path: join(directory, `correlator.config.${end}`), directory, value });
  });

  test('by its path, from the folder given', async () => {
    const directory = folder({ 'etc/bastion.yaml': yaml });
    const loaded = await loadConfig({ directory, path: 'etc/bastion.yaml' });
    expect(loaded.directory).toBe(join(directory, 'etc'));
  });

  test('not where there is none', async () => {
    expect(await findConfig(folder())).toBeUndefined();
    expect(await findConfig('/nowhere/at/all')).toBeUndefined();
  });
});

describe('a configuration that cannot be read says why and what to do', () => {
  test('none in the folder', async () => {
    const directory = folder();
    await expect(loadConfig({ directory })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `there is no configuration in ${directory}; name one with --config FILE, or make one of correlator.config.ts, correlator.config.mts, correlator.config.js, correlator.config.mjs, correlator.config.yaml, correlator.config.yml or correlator.config.json`,
    });
  });

  test('two in the folder', async () => {
    const directory = folder({ 'correlator.config.yaml': yaml, 'correlator.config.json': '{}' });
    await expect(loadConfig({ directory })).rejects.toMatchObject({
      code: 'CONFIG_AMBIGUOUS',
      message: `${directory} has both correlator.config.yaml and correlator.config.json; remove one, or name one with --config`,
    });
  });

  test.each([
    ['missing.yaml', {}, 'CONFIG_UNREADABLE', /missing\.yaml: there is no such file; check the path$/],
    ['missing.ts', {}, 'CONFIG_UNREADABLE', /missing\.ts: there is no such file; check the path$/],
    [
      'a.toml',
      { 'a.toml': '' },
      'CONFIG_UNREADABLE',
      /ends in \.ts, \.mts, \.js, \.mjs, \.yaml, \.yml or \.json; rename it$/,
    ],
    ['a.mjs', { 'a.mjs': 'throw new Error("oh no")' }, 'CONFIG_FAILED', /a\.mjs cannot be run: oh no$/],
    [
      'a.mjs',
      { 'a.mjs': 'export const b = 1' },
      'CONFIG_FAILED',
      /exports no configuration; write: export default defineConfig\(/,
    ],
    [
      'a.yaml',
      { 'a.yaml': 'a: 1\na: 2\n' },
      'CONFIG_SYNTAX',
      /a\.yaml cannot be read:\n {2}line 2, column 1: Map keys must be unique; rename one, or remove it$/,
    ],
    ['a.json', { 'a.json': '{\n "a": [1,\n}' }, 'CONFIG_SYNTAX', /a\.json cannot be read:\n {2}line 3, column 1: /],
    ['a.yaml', { 'a.yaml': 'a:\n\tb: 1\n' }, 'CONFIG_SYNTAX', /indent with spaces, not tabs/],
    ['a.yaml', { 'a.yaml': 'a: { b: 1\n' }, 'CONFIG_SYNTAX', /close each bracket and brace|closed/],
    ['a.yaml', { 'a.yaml': 'a: b: c\n' }, 'CONFIG_SYNTAX', /put quotes around text that contains ': '/],
    ['a.yaml', { 'a.yaml': 'a: !include b.yaml\n' }, 'CONFIG_SYNTAX', /line 1, column 4: .*there are no tags/],
    ['a.yaml', { 'a.yaml': 'a: *b\n' }, 'CONFIG_SYNTAX', /write out what the alias stands for/],
    ['a.yaml', { 'a.yaml': 'a: 1\n---\nb: 2\n' }, 'CONFIG_SYNTAX', /remove '---'/],
  ])('%s', async (path, files, code, message) => {
    const directory = folder(files as Record<string, string>);
    await expect(loadConfig({ directory, path })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});

test('the places in a YAML file are known by path', async () => {
  const directory = folder({ 'a.yaml': 'inputs:\n  auth:\n    use: file\n    paths:\n      - a.log\n      - b.log\n' });
  const { placeOf } = await loadConfig({ directory, path: 'a.yaml' });
  expect(placeOf?.(['inputs'])).toEqual({ line: 1, column: 1 });
  expect(placeOf?.(['inputs', 'auth', 'use'])).toEqual({ line: 3, column: 5 });
  expect(placeOf?.(['inputs', 'auth', 'paths', '1'])).toEqual({ line: 6, column: 9 });
  expect(placeOf?.(['inputs', 'auth', 'nothing', 'of', 'it'])).toEqual({ line: 2, column: 3 });
  expect(placeOf?.(['modules'])).toBeUndefined();
});

test('what an override says is known to be from it', async () => {
  const directory = folder({ 'a.yaml': yaml });
  const set = ['modules.sshd.limit=6', 'listeners.csv={ directory: a }'];
  const { placeOf } = await loadConfig({ directory, path: 'a.yaml', set });
  expect(placeOf?.(['modules', 'sshd', 'limit'])).toEqual({ override: 'modules.sshd.limit=6' });
  expect(placeOf?.(['listeners', 'csv', 'directory'])).toEqual({ override: 'listeners.csv={ directory: a }' });
  expect(placeOf?.(['modules', 'sshd'])).toEqual({ line: 3, column: 3 });
  expect(placeOf?.(['instance'])).toEqual({ line: 1, column: 1 });
});
