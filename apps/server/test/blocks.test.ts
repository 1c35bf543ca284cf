import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { correlator, folder } from './command.ts';

const until = Date.now() + 3_600_000;
const cause = {
  causeId: 'x',
  causeType: 'sshd.login-tries-exceeded',
  causeSystem: 'sshd',
  causeTime: until - 7_200_000,
};
const block = (network: string, end: number) => ({
  address: network.split('/')[0],
  network,
  since: end - 1,
  until: end,
  offence: 2,
  ...cause,
});
const journal = [
  block('203.0.113.9', until),
  block('192.0.2.9', 1),
  { ...block('2001:db8:1::/64', until - 1), address: '2001:db8:1::7' },
]
  .map((one) => `${JSON.stringify({ by: 'a', block: one })}\n`)
  .join('');

const configuration = `
inputs: { auth: { use: file, paths: [auth.log] } }
modules: { sshd: {} }
listeners:
  firewall: { backend: command, block: [/bin/true], unblock: [/bin/true], state: blocks.jsonl }
`;
const setUp = () => folder({ 'correlator.config.yaml': configuration, 'blocks.jsonl': journal });

describe('blocks', () => {
  test('shows who is blocked, until when and for what', async () => {
    const { code, stdout, stderr } = await correlator(['blocks'], { directory: setUp() });
    expect(stderr).toBe('');
    expect(stdout.replace(/ 5\dm\S* +| 1h +/g, ' 59m  ').replace(/left +/, 'left  ')).toBe(
      `blocked          until                     left  time  in firewall  for
203.0.113.9      ${new Date(until).toISOString()}  59m  2     unknown      sshd: sshd.login-tries-exceeded
2001:db8:1::/64  ${new Date(until - 1).toISOString()}  59m  2     unknown      sshd: sshd.login-tries-exceeded
`,
    );
    expect(code).toBe(0);
  });

  test('as JSON', async () => {
    const { stdout } = await correlator(['blocks', '--json'], { directory: setUp() });
    expect(JSON.parse(stdout)).toMatchObject([
      { network: '203.0.113.9', until: new Date(until).toISOString(), inFirewall: null, offence: 2 },
      { network: '2001:db8:1::/64', address: '2001:db8:1::7' },
    ]);
  });

  test('says that nobody is blocked', async () => {
    const directory = folder({ 'correlator.config.yaml': configuration });
    expect((await correlator(['blocks'], { directory })).stdout).toBe('Nobody is blocked.\n');
  });
});

describe('unblock', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1::7', '2001:db8:1::/64'],
  ])('%s ends the block of %s', async (address, network) => {
    const directory = setUp();
    const { code, stdout } = await correlator(['unblock', address], { directory });
    expect(stdout).toBe(`${network} is blocked no more.\n`);
    expect(code).toBe(0);
    expect(readFileSync(join(directory, 'blocks.jsonl'), 'utf8')).toContain(`"unblock":"${network}"`);
    expect((await correlator(['blocks'], { directory })).stdout).not.toContain(network);
  });

  test.each([
    [['unblock', '198.51.100.1'], 'NOT_BLOCKED'],
    [['unblock', 'nonsense'], 'NOT_BLOCKED'],
    [['unblock', '203.0.113.9', '--listener', 'other'], 'NO_FIREWALL'],
    [['blocks', '--set', 'listeners.firewall=false'], 'NO_FIREWALL'],
  ])('%j is a clear error', async (args, errorCode) => {
    const { code, stderr } = await correlator(args, { directory: setUp() });
    expect(stderr).toContain(`[${errorCode}]`);
    expect(code).toBe(1);
  });
});
