import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkConfig, loadConfig } from '@correlator/config';
import { expect, test } from 'vitest';
import { correlator, folder, server } from './command.ts';

const examples = join(server, 'examples');

test('the example configuration and its YAML twin mean the same', async () => {
  const program = await loadConfig({ path: join(examples, 'correlator.config.ts') });
  const yaml = await loadConfig({ path: join(examples, 'correlator.config.yaml') });
  expect(program.value).toEqual(yaml.value);
});

test('the example runs: the events on standard output, an audit file for each class', async () => {
  const directory = folder({});
  cpSync(join(examples, 'attack/auth.log'), join(directory, 'attack/auth.log'));
  cpSync(join(examples, 'correlator.config.yaml'), join(directory, 'correlator.config.yaml'));
  const { code, stdout, stderr } = await correlator(['run', '--once'], { directory });
  expect(code).toBe(0);
  expect(stdout).toContain('203.0.113.9 failed 5 logins within 5m');
  expect(stderr).toMatch(/Entries read +689\n/);
  expect(readdirSync(join(directory, 'audit'))).toContain('sshd.login-tries-exceeded.csv');
});

test('what the example writes is not part of the project', () => {
  expect(readFileSync(join(examples, '.gitignore'), 'utf8')).toContain('audit/');
});

test('the examples of the README work', async () => {
  const readme = readFileSync(join(server, 'README.md'), 'utf8');
  const commands = [...readme.matchAll(/^correlator ((?:replay|explain) .*)$/gm)].map(([, args = '']) =>
    args.split(' '),
  );
  expect(commands.length).toBeGreaterThan(5);
  for (const args of commands) {
    const { code, stderr, stdout } = await correlator(args, { directory: examples });
    expect([args, code, stderr]).toEqual([args, 0, '']);
    expect(stdout).not.toBe('');
  }
});

test('the configuration of the README is right', async () => {
  const readme = readFileSync(join(server, 'README.md'), 'utf8');
  const directory = folder({ 'a.yaml': /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? '' });
  const loaded = await loadConfig({ path: join(directory, 'a.yaml') });
  const options = { from: [import.meta.url], conditions: ['@correlator/source'] };
  expect((await checkConfig(loaded, options)).problems).toEqual([]);
  expect(existsSync(join(directory, 'audit'))).toBe(false);
});
