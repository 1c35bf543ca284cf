import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { messagePatterns, readMessage } from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'correlator-readme-'));

afterAll(() => rmSync(folder, { recursive: true }));

const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

function rowsOf(section: string): string[][] {
  const text = readme.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const log = `Nov 24 10:00:00 web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2
Nov 24 10:00:04 web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2
Nov 24 10:00:09 web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2
Nov 24 10:00:09 web01 sshd[71]: Connection closed by authenticating user root 203.0.113.9 port 50001 [preauth]
Nov 24 10:00:30 web01 sshd[74]: Accepted publickey for alice from 192.0.2.10 port 50002 ssh2: ED25519 SHA256:q1w2e3
Nov 24 10:12:30 web01 sshd[74]: pam_unix(sshd:session): session closed for user alice
`;

describe('the README', () => {
  test('shows an example that prints what it says', () => {
    writeFileSync(join(folder, 'auth.log'), log);
    const code = block('ts').replace('\nawait', `\nprocess.chdir(${JSON.stringify(folder)});\nawait`);
    const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', code];
    // The server has every package that the example wants.
    const cwd = join(packageFolder, '../../apps/server');
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toBe(block('text'));
  });

  test('lists the fields and kinds of readings', () => {
    const sample = readMessage(messagePatterns[0]?.sample ?? '');
    expect(new Set(rowsOf('Readings').map(([name]) => name))).toEqual(
      new Set(Object.keys(sample ?? {}).map((name) => `\`${name}\``)),
    );
    const kinds = new Set(messagePatterns.map(({ kind }) => `\`${kind}\``)).add('`failed_other_method`');
    expect(new Set(rowsOf('Kinds').map(([kind]) => kind))).toEqual(kinds);
  });
});
