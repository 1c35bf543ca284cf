import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { correlator, folder } from './command.ts';

const remote = ['/lib/systemd/systemd-journal-remote', '/usr/lib/systemd/systemd-journal-remote'].find(existsSync);
const lacking = remote === undefined || spawnSync('journalctl', ['--version']).status !== 0;

const configuration = `
inputs: { journald: { files: [ssh.journal], from: beginning } }
modules: { sshd: { limit: 3 } }
listeners: { csv: { directory: audit } }
`;

/** Failed logins of root, as the journal exports them. */
const entries = [1, 2, 3].map(
  (second) => `__REALTIME_TIMESTAMP=${1_795_600_800_000_000 + second * 1_000_000}
__MONOTONIC_TIMESTAMP=${second}
_BOOT_ID=${'b'.repeat(32)}
_HOSTNAME=web01
SYSLOG_IDENTIFIER=sshd-session
_PID=${100 + second}
MESSAGE=Failed password for root from 192.0.2.7 port ${50_000 + second} ssh2

`,
);

test.skipIf(lacking)('what sshd wrote to the journal is seen (needs systemd and systemd-journal-remote)', async () => {
  const directory = folder({ 'a.yaml': configuration });
  const made = spawnSync(remote ?? '', [`--output=${join(directory, 'ssh.journal')}`, '-'], {
    input: entries.join(''),
  });
  expect(made.status).toBe(0);
  const { code, stderr } = await correlator(['run', '--once', '--config', 'a.yaml'], { directory });
  expect(stderr).toMatch(/Entries read +3\n +Processed +3\n/);
  expect(code).toBe(0);
  const rows = readFileSync(join(directory, 'audit', 'sshd.login-tries-exceeded.csv'), 'utf8')
    .trim()
    .split('\n');
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain('192.0.2.7');
});
