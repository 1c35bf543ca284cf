import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from './support.ts';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

test('the README shows an example that prints what it says', () => {
  const path = folder();
  const started = Date.now() - 3_000;
  const failures = [0, 1, 2].map((second) => {
    const at = new Date(started + second * 1_000).toISOString();
    return `${at} web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2\n`;
  });
  writeFileSync(join(path, 'auth.log'), failures.join(''));
  const code = block('ts').replace('\nawait', `\nprocess.chdir(${JSON.stringify(path)});\nawait`);
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', code];
  // The server has every package that the example wants.
  const cwd = join(packageFolder, '../../apps/server');
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toBe(block('text'));
});
