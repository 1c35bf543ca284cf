import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { correlator, folder, Running } from './command.ts';

/** The rows of an audit file, without its header. */
function rows(directory: string, type: string): string[] {
  const file = readdirSync(join(directory, 'audit')).find((name) => name === `${type}.csv`);
  if (file === undefined) return [];
  return readFileSync(join(directory, 'audit', file), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
}

/** A login, or a failed one, some seconds ago. */
function line(secondsAgo: number, address: string, user = 'root', what = 'Failed'): string {
  const time = new Date(Date.now() - secondsAgo * 1_000).toISOString();
  const port = 50_000 - secondsAgo;
  return `${time} bastion sshd[${port}]: ${what} password for ${user} from ${address} port ${port} ssh2\n`;
}

const login = (secondsAgo: number, user: string) => line(secondsAgo, '192.0.2.99', user, 'Accepted');

const patience = { timeout: 20_000, interval: 50 };

describe('a server with a store that is killed', () => {
  const config = `
inputs: { auth: { use: file, paths: [auth.log], follow: true } }
modules: { sshd: { limit: 3 } }
listeners: { log: {}, csv: { directory: audit }, sql: { database: audit.db } }
store: { path: state.db, interval: 100ms }
`;

  test('remembers what it had seen, and writes each row once', async () => {
    const log = line(9, '192.0.2.7') + line(8, '192.0.2.7') + login(7, 'adam');
    const directory = folder({ 'a.yaml': config, 'auth.log': log });
    const first = new Running(['run', '--config', 'a.yaml'], directory);
    await vi.waitFor(() => expect(rows(directory, 'sshd.login-succeeded')).toHaveLength(1), patience);
    first.child.kill('SIGKILL');
    await first.ended;
    appendFileSync(join(directory, 'auth.log'), line(1, '192.0.2.7') + login(0, 'eve'));
    const second = new Running(['run', '--config', 'a.yaml'], directory);
    await vi.waitFor(() => expect(rows(directory, 'sshd.login-tries-exceeded')).toHaveLength(1), patience);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(rows(directory, 'sshd.login-succeeded')).toHaveLength(2);
    expect([first.stderr, second.stderr.split('\n')[0]]).toEqual(['', '']);
  });

  test('says which state it cannot use, and how to go on', async () => {
    const directory = folder({ 'a.yaml': config, 'auth.log': login(1, 'adam') });
    const running = new Running(['run', '--config', 'a.yaml'], directory);
    await vi.waitFor(() => expect(rows(directory, 'sshd.login-succeeded')).toHaveLength(1), patience);
    const other = await correlator(['run', '--config', 'a.yaml'], { directory });
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('is in use by another process: end the other server');
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    const renamed = await correlator(['run', '--config', 'a.yaml', '--set', 'instance=other'], { directory });
    expect(renamed.stderr).toContain("the store is of instance 'correlator', not of 'other'");
  });
});

describe('a syslog server with a journal that is killed', () => {
  const config = `
inputs: { net: { use: syslog, listen: ['unix:///FOLDER/net.socket'], journal: { path: net.capture } } }
modules: { sshd: { limit: 50 } }
listeners: { csv: { directory: audit } }
store: { path: state.db, interval: 3s }
`;

  async function send(directory: string, from: number, to: number): Promise<void> {
    const socket = connect(join(directory, 'net.socket'));
    await once(socket, 'connect');
    for (let i = from; i < to; i++) {
      const time = new Date(Date.now()).toISOString();
      socket.write(
        `<86>1 ${time} web01 sshd ${1_000 + i} - - Accepted password for adam from 192.0.2.7 port ${2_000 + i} ssh2\n`,
      );
    }
    await new Promise<void>((resolve) => socket.end(() => resolve()));
  }

  test('processes what it had accepted, once', async () => {
    const directory = folder({});
    const file = folder({ 'a.yaml': config.replace('FOLDER', directory) });
    const start = () => new Running(['run', '--config', 'a.yaml'], file);
    for (let round = 0; round < 4; round++) {
      const running = start();
      await vi.waitFor(() => send(directory, round * 100, (round + 1) * 100), patience);
      // Long before a row is written: what is in the journal is accepted.
      await vi.waitFor(async () => expect(await accepted(file)).toBe((round + 1) * 100), patience);
      running.child.kill('SIGKILL');
      await running.ended;
    }
    const last = start();
    await vi.waitFor(() => expect(rows(file, 'sshd.login-succeeded')).toHaveLength(400), patience);
    last.child.kill('SIGTERM');
    expect(await last.ended).toBe(0);
    const ports = rows(file, 'sshd.login-succeeded').map((row) => Number(/,(2\d{3}),/.exec(row)?.[1]));
    expect(new Set(ports).size).toBe(400);
  });

  async function accepted(file: string): Promise<number> {
    const { stdout } = await correlator(['captures', 'list', 'net.capture', '--json'], { directory: file });
    const captures = JSON.parse(stdout || '[]') as { runs?: { records: number }[]; records?: number }[];
    return captures
      .flatMap(({ runs = [], records }) => records ?? runs.map((run) => run.records))
      .reduce((a, b) => a + b, 0);
  }
});

test('dead letters are shown, sent again and removed', async () => {
  const config = `
inputs: { auth: { use: file, paths: [auth.log], follow: false } }
modules: { sshd: {} }
listeners: { picky: { use: ./picky.mjs, queue: { retries: 0 } } }
store: { path: state.db }
`;
  const picky = `import { existsSync } from 'node:fs';
  export const manifest = { kind: 'listener', name: 'picky', api: 1, summary: 'Refuses some.',
    options: { '~standard': { version: 1, vendor: 'by-hand', validate: (value) => ({ value }) } },
    create: (options, { name }) => ({ name, criteria: { types: ['sshd.login-succeeded'] }, async handle(event) {
      if (event.data.user === 'eve' && !existsSync('kinder')) throw new Error('no \\u001b[31meve here');
      console.log('handled', event.data.user);
    } }) };`;
  const log = login(3, 'eve') + login(2, 'adam');
  const directory = folder({ 'a.yaml': config, 'picky.mjs': picky, 'auth.log': log });
  const letters = (...args: string[]) => correlator(['dead-letters', ...args, '--config', 'a.yaml'], { directory });
  const first = await correlator(['run', '--once', '--config', 'a.yaml'], { directory });
  expect(first.stdout).toContain('handled adam');
  const shown = await letters();
  expect(shown.stderr).toBe('');
  expect(shown.stdout).toMatch(
    /^number {2}listener.*\n1 +picky +20\S+ +sshd\.login-succeeded .*\(no \\x1b\[31meve here\)\n$/s,
  );
  expect(JSON.parse((await letters('--json')).stdout)).toMatchObject([
    { id: 1, listener: 'picky', resend: false, event: { type: 'sshd.login-succeeded', data: { user: 'eve' } } },
  ]);
  expect((await letters('resend', '7')).stdout).toBe('0 dead letters will be sent again after the next checkpoint.\n');
  expect((await letters('resend')).stdout).toBe('1 dead letter will be sent again after the next checkpoint.\n');
  expect((await letters()).stdout).toContain('(to be sent again)');
  writeFileSync(join(directory, 'kinder'), '');
  const second = await correlator(['run', '--once', '--config', 'a.yaml'], { directory });
  expect(second.stdout).toContain('handled eve');
  expect((await letters()).stdout).toBe('There are no dead letters.\n');
  expect((await letters('remove')).stdout).toBe('0 dead letters were removed.\n');
  const none = await correlator(['dead-letters', '--config', 'a.yaml', '--set', 'store=false'], { directory });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('has no store that keeps dead letters')]);
});
