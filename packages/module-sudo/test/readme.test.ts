import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1] ?? '';

const log = `Nov 24 10:00:00 web01 sudo[70]:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id
Nov 24 10:00:10 web01 sudo[71]:  mallory : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh
Nov 24 10:00:20 web01 sudo[72]:  mallory : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh
`;

test('the README shows an example that prints what it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'correlator-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'auth.log'), log);
  const code = block('ts').replace('\nawait', `\nprocess.chdir(${JSON.stringify(folder)});\nawait`);
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', code];
  // The server has every package that the example wants.
  const cwd = join(packageFolder, '../../apps/server');
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toBe(block('text'));
});
