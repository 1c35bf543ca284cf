import { spawnSync } from 'node:child_process';
import { root } from './packages.ts';

/** The condition under which packages are read from their sources, without a build. */
export const fromSources = '--conditions=@correlator/source';

/** What a program printed, and its exit code. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs Node.js in a folder, the root by default, free of what the test runner sets in its environment. */
export function runNode(args: readonly string[], cwd = root): Ended {
  const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '', NODE_V8_COVERAGE: '', UPDATE_REPLAYS: '' };
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env });
}
