import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fromRoot, root } from './root.mjs';
import { environment, findPnpm } from './toolchain.mjs';

const stamp = 'node_modules/.cache/installed';

/** Installs what the lockfile names, unless that was done since the lockfile last changed. */
export function installDependencies() {
  if (installedAt() >= changedAt('pnpm-lock.yaml')) return;
  // Progress goes to standard error: standard output belongs to the command.
  const options = { cwd: root, env: { ...environment(), CI: 'true' }, stdio: ['ignore', 2, 2] };
  const { status } = spawnSync(findPnpm(), ['install', '--frozen-lockfile'], options);
  if (status !== 0) throw new Error('Installing the dependencies failed: see above. pnpm install tries again.');
  mkdirSync(dirname(fromRoot(stamp)), { recursive: true });
  writeFileSync(fromRoot(stamp), '');
}

/** When pnpm last installed, by its own note or by ours. */
const installedAt = () => Math.max(changedAt('node_modules/.pnpm-workspace-state-v1.json'), changedAt(stamp));

function changedAt(path) {
  return statSync(fromRoot(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
