import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { correlator, failure, folder, Running } from './command.ts';

const configuration = `
inputs: { net: { use: syslog, listen: ['unix://NET', 'tcp://127.0.0.1:0'] } }
modules: { sshd: { limit: 3 }, capture: { path: live.capture } }
listeners:
  log: { destination: live.jsonl, format: json }
`;

/** A socket to a server's Unix socket, once that is there. */
async function connected(path: string): Promise<Socket> {
  return vi.waitFor(
    () =>
      new Promise<Socket>((resolve, reject) => {
        const socket = connect({ path }, () => resolve(socket));
        socket.once('error', reject);
      }),
    { timeout: 20_000, interval: 50 },
  );
}

interface Logged {
  readonly id: string;
  readonly type: string;
  readonly system: string;
  readonly data: unknown;
}

const eventsIn = (text: string): Logged[] => {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Logged);
};

/** What does not depend on the run: neither its own events, nor its ledger's identity. */
const derived = (text: string) =>
  eventsIn(text)
    .filter(({ id }) => !id.startsWith('engine-'))
    .map(({ id, type, data }) => JSON.stringify([id, type, data]));

/** A run that captures what it receives, stopped after it has received `count` lines. */
async function captured(directory: string, lines: readonly string[]): Promise<void> {
  const server = new Running(['run', '--config', 'live.yaml'], directory);
  const socket = await connected(join(directory, 'net.sock'));
  for (const line of lines) {
    socket.write(line);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await vi.waitFor(() => expect(readFileSync(join(directory, 'live.jsonl'), 'utf8')).toContain('login-tries'), {
    timeout: 20_000,
    interval: 50,
  });
  socket.end();
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
}

const now = () => new Date().toISOString();
const attack = (address: string) => [1, 2, 3, 4].map((n) => failure(n, address).replace(/^\S+/, now()));

async function liveFolder() {
  const directory = folder({});
  writeFileSync(join(directory, 'live.yaml'), configuration.replace('NET', join(directory, 'net.sock')));
  return directory;
}

describe('what is received live', () => {
  test('is captured, and its replay gives the same events', async () => {
    const directory = await liveFolder();
    await captured(directory, [...attack('192.0.2.7'), 'no line of syslog\n', ...attack('192.0.2.8')]);
    const live = readFileSync(join(directory, 'live.jsonl'), 'utf8');
    const args = ['replay', '--json', '--config', 'live.yaml', 'live.capture'];
    const { code, stdout, stderr } = await correlator(args, { directory });
    expect(code).toBe(0);
    expect(stderr).toContain('an entry could not be parsed');
    expect(derived(stdout)).toEqual(derived(live));
    expect(derived(live).filter((event) => event.includes('sshd.login-tries-exceeded'))).toHaveLength(2);
    expect(eventsIn(stdout).map(({ type }) => type)).toContain('capture.statistics');
  });

  test('is listed, cut and filtered, and replayed in part and at a pace', async () => {
    const directory = await liveFolder();
    await captured(directory, attack('192.0.2.7'));
    await captured(directory, attack('192.0.2.8'));
    const listed = await correlator(['captures', 'live.capture'], { directory });
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(
      /^live\.capture\n {2}run +from +to +records +receipts +size +inputs\n( {2}[0-9a-f]{16} {2}\S+Z {2}\S+Z {2}4 +\d+ +\d+ B +net\n){2}$/,
    );
    const [file] = JSON.parse((await correlator(['captures', 'list', '--json', 'live.capture'], { directory })).stdout);
    expect(file.runs).toMatchObject([{ records: 4, inputs: ['net'], instance: 'correlator' }, { records: 4 }]);

    const replayed = await correlator(['replay', '--quiet', 'live.capture'], { directory });
    expect(replayed.stderr).toMatch(/^correlator: run 1 of 2, begun \S+Z\ncorrelator: run 2 of 2, begun \S+Z\n$/);

    const of = ['--match', '/192\\.0\\.2\\.8 port/', '-o', 'b.capture'];
    const filtered = await correlator(['captures', 'filter', 'live.capture', ...of], { directory });
    expect(filtered).toMatchObject({ code: 0, stdout: '', stderr: expect.stringMatching(/^correlator: 4 records in/) });
    const second = await correlator(['replay', '--json', 'b.capture', '--set', 'modules.sshd.limit=3'], { directory });
    expect(second.stdout).toContain('192.0.2.8 failed 3 logins');
    expect(second.stdout).not.toContain('192.0.2.7');

    const { first, last } = file.runs[1];
    const cut = await correlator(['captures', 'cut', 'live.capture', '-o', 'c.capture', '--from', first], {
      directory,
    });
    expect(cut.stderr).toContain('4 records in');
    const part = await correlator(['replay', '--quiet', '--to', first, 'live.capture'], { directory });
    expect(part.stdout).toMatch(/Processed +4\n/);
    expect(part.stdout.match(/engine\.ledger/g)).toHaveLength(1);
    const none = await correlator(['replay', '--from', '2038-01-01', 'live.capture'], { directory });
    expect(none.stderr).toContain('nothing was received from 2038-01-01T00:00:00.000Z');

    const nothing = ['captures', 'cut', 'live.capture', '-o', 'd.capture', '--from', '2038-01-01'];
    expect((await correlator(nothing, { directory })).stderr).toBe(
      'correlator: nothing is left, so nothing was written to d.capture\n',
    );

    const begun = performance.now();
    const paced = await correlator(['replay', '--quiet', '--speed', '0.1x', 'c.capture', '--to', last], { directory });
    expect(paced.code).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan((Date.parse(last) - Date.parse(first)) * 5);
  });

  test('is captured by itself, for as long as is said', async () => {
    const directory = await liveFolder();
    const args = ['capture', '--config', 'live.yaml', '--output', 'only.capture', '--for', '5s'];
    const server = new Running(args, directory);
    const socket = await connected(join(directory, 'net.sock'));
    socket.end(attack('192.0.2.7').join(''));
    expect(await server.ended).toBe(0);
    expect(server.stderr).toContain('capture.statistics');
    const { stdout } = await correlator(['captures', 'only.capture'], { directory });
    expect(stdout).toMatch(/ 4 +\d+ +\d+ B +net\n$/);
  });
});

describe('captures that cannot be replayed as asked are refused', () => {
  test.each<[string[], string]>([
    [['replay', '--from', '2026-11-25T10:00Z', 'a.log'], '--from, --to and --speed go by times of receipt'],
    [['captures', 'none.capture'], 'cannot read the capture none.capture'],
    [['captures', 'a.log'], 'a.log is not a capture'],
    [['captures', 'cut', 'a.log', '-o', 'b'], 'a.log is not a capture'],
    [['capture', '-o', 'a.log', '--config', 'a.yaml'], 'a.log is not a capture, and is left as it is'],
  ])('%j', async (args, message) => {
    const files = { 'a.log': failure(1, '192.0.2.7'), 'a.yaml': 'inputs: { file: { paths: a.log } }' };
    const { code, stdout, stderr } = await correlator(args, { directory: folder(files) });
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([1, '']);
  });

  test.each<[string[], string]>([
    [['replay', '--speed', 'fast', 'a'], 'Give how many times as fast'],
    [['replay', '--from', 'noon', 'a'], 'Give a time, such as'],
    [['capture', '-o', 'a', '--for', 'ever'], 'Give a duration'],
    [['captures', 'filter', 'a', '-o', 'b', '--match', '/(/'], 'Unterminated group. Mend it, or leave the slashes out'],
    [['captures', 'cut', 'a'], "required option '-o, --output <file>' not specified"],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await correlator(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
