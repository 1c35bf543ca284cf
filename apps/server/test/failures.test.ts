import { describe, expect, test } from 'vitest';
import { correlator, failure, folder, Running } from './command.ts';

const core = new URL('../../../packages/core/src/index.ts', import.meta.url).href;

const manifest = (kind: string, name: string, create: string): string => `
  export const manifest = { kind: '${kind}', name: '${name}', api: 1, summary: 'For a test.', ${create},
    options: { '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }) } } };`;

/** A configuration of which everything but the good listener fails in its own way; the log has 40 failed logins. */
function troubled(follow: boolean): string {
  const listener = (name: string, rest: string) =>
    manifest('listener', name, `create: (options, { name, criteria }) => ({ name, criteria, ${rest} })`);
  return folder({
    'auth.log': Array.from({ length: 40 }, (_, i) => failure(i, `192.0.2.${i}`)).join(''),
    'broken.mjs': `import { Module } from '${core}';
      class Broken extends Module { process() { throw 'no'; } }
      ${manifest('module', 'broken', 'events: [], create: () => new Broken({})')}`,
    'hanging.mjs': `setInterval(() => {}, 1e6);
      ${listener('hanging', `queue: { timeout: '300ms' }, handle: () => new Promise(() => {})`)}`,
    'throwing.mjs': listener(
      'throwing',
      `queue: { retries: 1, backoff: '1ms' }, handle: async () => { throw new Error('no space') }`,
    ),
    'good.mjs': listener('good', `handle: ({ type, summary }) => console.log(type + ' | ' + summary)`),
    'correlator.config.yaml': `
      inputs: { auth: { use: file, paths: [auth.log], follow: ${follow} } }
      modules: { broken: { use: ./broken.mjs }, report: {} }
      listeners:
        hanging: { use: ./hanging.mjs, criteria: { systems: [report] } }
        throwing: { use: ./throwing.mjs, criteria: { systems: [report] } }
        good: { use: ./good.mjs }`,
  });
}

/** What the good listener must have seen of the log, whatever became of the others. */
function expectAllSeen(stdout: string): void {
  const addresses = [...stdout.matchAll(/^report\.record \| .*?from (192\.0\.2\.\d+)/gm)].map(([, address]) => address);
  expect(addresses).toEqual(Array.from({ length: 40 }, (_, i) => `192.0.2.${i}`));
}

const said = (stdout: string): Set<string | undefined> =>
  new Set(Array.from(stdout.matchAll(/^(engine\.[a-z-]+) \|/gm), ([, type]) => type));

const wanted = [
  'engine.listener-abandoned',
  'engine.listener-failing',
  'engine.listener-figures',
  'engine.listener-stalled',
  'engine.module-failed',
  'engine.module-figures',
  'engine.module-stopped',
];

describe('a run with a listener that hangs, one that throws and a module that throws', () => {
  test('to the end of its inputs gives the others everything, says what is missing and ends with 1', async () => {
    const { code, stdout, stderr } = await correlator(['run', '--once'], { directory: troubled(true) });
    expectAllSeen(stdout);
    expect([...said(stdout)].sort()).toEqual([...wanted, 'engine.ledger'].sort());
    expect(stderr).toMatch(/engine\.ledger at .* {2}Entries read +40\n {2}Processed +40\n/s);
    expect(stderr).toMatch(
      /\nengine\.listener-figures at .*\n.*\n {2}hanging +40 .* stalled\n {2}throwing +40 .* failing\n/,
    );
    expect(stderr).toMatch(
      /\ncorrelator: listener hanging did not handle (\d+) of \1 events\ncorrelator: listener throwing did not handle \1 of \1 events\ncorrelator: module broken was stopped, as it failed again and again\n$/,
    );
    expect(code).toBe(1);
  });

  test('without end goes on, and ends with 0 when it is told to', async () => {
    const running = new Running(['run'], troubled(true));
    await running.prints('stdout', /engine\.listener-stalled/);
    await running.prints('stdout', /engine\.listener-failing/);
    await running.prints('stdout', /engine\.module-stopped/);
    await running.prints('stdout', /192\.0\.2\.39/);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expectAllSeen(running.stdout);
  });
});
