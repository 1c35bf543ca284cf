import { spawn } from 'node:child_process';
import type { Obstacle } from '@correlator/core';
import { journalctlMissing } from './journal-errors.ts';
import type { JournaldInputSettings } from './options.ts';

/** journalctl, where it is missing. */
export async function journaldObstacles({ journalctl }: JournaldInputSettings): Promise<readonly Obstacle[]> {
  if (await runs(journalctl)) return [];
  const { code, message } = journalctlMissing(journalctl);
  return [{ code, path: 'journalctl', message }];
}

function runs(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, ['--version'], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
