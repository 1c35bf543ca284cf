import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { correlator, failure, folder, Running } from './command.ts';

const config = `
inputs: { auth: { use: file, paths: [auth.log], follow: true } }
modules: { sshd: { limit: 2 } }
listeners: { log: { criteria: { severity: notice } } }
`;

const log = failure(1, '192.0.2.7') + failure(2, '192.0.2.7');

describe('run', () => {
  test('finds the configuration of its folder, and stops at the end when told to', async () => {
    const directory = folder({ 'correlator.config.yaml': config, 'auth.log': log });
    const { code, stdout, stderr } = await correlator(['run', '--once'], { directory });
    expect(stdout).toContain('192.0.2.7 failed 2 logins within 5m');
    expect(stderr).toMatch(/^\nsshd\.server-statistics at .*\nengine\.ledger at .* {2}Entries read +2\n/s);
    expect(code).toBe(0);
  });

  test('goes on with what is appended, answers SIGUSR2 with statistics, and handles what it read at SIGTERM', async () => {
    const directory = folder({ 'a.yaml': config, 'auth.log': log });
    const running = new Running(['run', '--config', 'a.yaml'], directory);
    await running.prints('stdout', /192\.0\.2\.7 failed 2 logins/);
    running.child.kill('SIGUSR2');
    await running.prints('stderr', /engine\.ledger at .* {2}Entries read +2\n/s);
    appendFileSync(join(directory, 'auth.log'), failure(3, '192.0.2.8') + failure(4, '192.0.2.8'));
    await running.prints('stdout', /192\.0\.2\.8 failed 2 logins/);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.stderr).toMatch(/ {2}Entries read +4\n/);
  });

  test.each([
    ['at SIGHUP', []],
    ['when its file has changed', ['--watch']],
  ])('reloads the configuration %s, and goes on with what it knows; a wrong one changes nothing', async (_, watch) => {
    const login = failure(2, '192.0.2.9').replace('Failed', 'Accepted');
    const directory = folder({ 'a.yaml': config, 'auth.log': failure(1, '192.0.2.7') + login });
    const running = new Running(['run', '--config', 'a.yaml', ...watch], directory);
    const change = (from: string, to: string) => {
      writeFileSync(join(directory, 'a.yaml'), config.replace(from, to));
      if (watch.length === 0) running.child.kill('SIGHUP');
    };
    await running.prints('stdout', /sshd\.root-login/);
    change('limit: 2', 'limt: 3');
    await running.prints('stderr', /did you mean 'limit'\?.*\ncorrelator: the configuration before goes on\n/s);
    change('limit: 2', 'limit: 3');
    await running.prints('stderr', /the configuration was reloaded in \d+ ms; inputs that stayed open: auth\n/);
    appendFileSync(join(directory, 'auth.log'), failure(3, '192.0.2.7') + failure(4, '192.0.2.7'));
    await running.prints('stdout', /192\.0\.2\.7 failed 3 logins/);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.stdout).not.toContain('failed 2 logins');
    expect(running.stderr).toMatch(/Entries read +4\n/);
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once at a second %s', async (signal, code) => {
    const input = `{ kind: 'input', name: 'stuck', api: 1, summary: 'Never stops.',
      options: { '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }) } },
      create: (options, { name }) => ({ name, live: true, start: async () => {}, positions: () => null, resume() {},
        read: () => new Promise(() => { setInterval(() => {}, 1e6); console.log('reading'); }),
        stop: () => { console.log('stopping'); return new Promise(() => {}); } }) }`;
    const directory = folder({
      'stuck.mjs': `export const manifest = ${input};`,
      'a.yaml': 'inputs: { stuck: { use: ./stuck.mjs } }\nmodules: { sshd: {} }\n',
    });
    const running = new Running(['run', '--config', 'a.yaml'], directory);
    await running.prints('stdout', /reading/);
    running.child.kill(signal);
    await running.prints('stdout', /stopping/);
    running.child.kill(signal);
    expect(await running.ended).toBe(code);
  });

  test('refuses to wait for the end of what never ends', async () => {
    const endless = `export const manifest = { kind: 'input', name: 'endless', api: 1, summary: 'Never ends.',
      options: { '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }) } },
      create: (options, { name }) => ({ name, live: true }) };`;
    const directory = folder({
      'endless.mjs': endless,
      'a.yaml': 'inputs: { tap: { use: ./endless.mjs } }\nmodules: { sshd: {} }\n',
    });
    const { code, stderr } = await correlator(['run', '--once', '--config', 'a.yaml'], { directory });
    expect(stderr).toBe(
      'correlator: input tap never ends, so --once would wait forever; leave out --once, or turn it off with --set inputs.tap=false\n  [INPUT_ENDLESS]\n',
    );
    expect(code).toBe(1);
  });

  test('says all that is wrong with a configuration', async () => {
    const directory = folder({ 'a.yaml': 'zone: Nowhere\ninputs: { auth: { use: file } }\nmodules:\n  sshdd: {}\n' });
    const { code, stderr } = await correlator(['run', '--config', 'a.yaml'], { directory });
    expect(stderr).toMatch(
      /a\.yaml has 3 problems:\n {2}line 1, column 1: zone: .*\n {2}line 2, column 11: inputs\.auth\.paths: .*\n {2}line 4, column 3: modules\.sshdd: /,
    );
    expect(code).toBe(1);
  });
});
