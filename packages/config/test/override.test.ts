import { describe, expect, test } from 'vitest';
import { configFromValue, overrideConfig } from '../src/index.ts';

const config = {
  zone: 'UTC',
  inputs: { auth: { use: 'file', paths: ['a.log'] } },
  modules: { sshd: { limit: 5 }, report: true },
};

async function override(...set: string[]): Promise<unknown> {
  return (await overrideConfig(configFromValue(config), set)).value;
}

describe('an override', () => {
  test.each<[string, object]>([
    ['zone=Europe/Prague', { zone: 'Europe/Prague' }],
    ['partitions=4', { partitions: 4 }],
    ['modules.sshd.limit=10', { modules: { sshd: { limit: 10 }, report: true } }],
    ['modules.sshd.window=5m', { modules: { sshd: { limit: 5, window: '5m' }, report: true } }],
    ['modules.sshd.window="10"', { modules: { sshd: { limit: 5, window: '10' }, report: true } }],
    ['modules.report.limit=1', { modules: { sshd: { limit: 5 }, report: { limit: 1 } } }],
    ['modules.report=false', { modules: { sshd: { limit: 5 }, report: false } }],
    ['modules.nginx={ use: ./nginx.ts }', { modules: { ...config.modules, nginx: { use: './nginx.ts' } } }],
    ['inputs.auth.paths=[b.log, c=d.log]', { inputs: { auth: { use: 'file', paths: ['b.log', 'c=d.log'] } } }],
    ['listeners.csv=true', { listeners: { csv: true } }],
  ])('%s', async (text, changed) => {
    expect(await override(text)).toEqual({ ...config, ...changed });
  });

  test('comes after the one before it, and leaves the configuration itself alone', async () => {
    const before = structuredClone(config);
    expect(await override('listeners.csv=true', 'listeners.csv.directory=a', 'listeners.csv.directory=b')).toEqual({
      ...config,
      listeners: { csv: { directory: 'b' } },
    });
    expect(config).toEqual(before);
  });

  test('with __proto__ in its path changes no prototype', async () => {
    await override('modules.sshd.__proto__.polluted=1');
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a wrong override names the right one', () => {
  test.each([
    ['module.sshd.limit=1', "there is no setting 'module'; did you mean 'modules'?"],
    [
      'x.y=1',
      "there is no setting 'x'; the settings are instance, zone, partitions, patience, lateness, maxSkew, inputs, modules, listeners, store",
    ],
    [
      'modules.sshdd.limit=1',
      "the configuration has no 'sshdd' among its modules; did you mean 'sshd'? To add it: --set 'modules.sshdd={ limit: 1 }'",
    ],
    [
      'listeners.log.severity=error',
      "the configuration has no 'log' among its listeners; it has none. To add it: --set 'listeners.log={ severity: error }'",
    ],
    ['modules.sshd.limit', 'write PATH=VALUE, such as modules.sshd.limit=10'],
    ['=1', 'write PATH=VALUE, such as modules.sshd.limit=10'],
    ['modules..limit=1', 'write PATH=VALUE, such as modules.sshd.limit=10'],
    ['inputs.auth.paths.0=b.log', 'inputs.auth.paths has no parts: it is a list; set it whole'],
    ['modules.sshd.limit.max=1', 'modules.sshd.limit has no parts: it is a value; set it whole'],
  ])('%s', async (text, problem) => {
    await expect(override(text)).rejects.toMatchObject({
      code: 'OVERRIDE_INVALID',
      message: `--set ${text}: ${problem}`,
    });
  });

  test('and says where a value is no YAML', async () => {
    await expect(override('inputs.auth.paths=[a')).rejects.toThrow(
      /^--set inputs\.auth\.paths=\[a: the value is not YAML \(/,
    );
  });
});
