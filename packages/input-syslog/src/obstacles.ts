import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import type { Obstacle } from '@correlator/core';
import { endpointsOf, type SyslogInputSettings } from './options.ts';

/** Files of certificates that cannot be read, and Perl where it is needed and missing. */
export async function syslogObstacles({ tls, listen, perl }: SyslogInputSettings): Promise<readonly Obstacle[]> {
  const files = Object.entries({ cert: tls?.cert, key: tls?.key, ca: tls?.ca });
  const unreadable = await Promise.all(files.map(([option, path]) => fileObstacle(`tls.${option}`, path)));
  const needsPerl = endpointsOf(listen).some(({ transport }) => transport === 'unixgram');
  return [...unreadable.flat(), ...(needsPerl && !(await runs(perl)) ? [perlObstacle(perl)] : [])];
}

async function fileObstacle(option: string, path: string | undefined): Promise<readonly Obstacle[]> {
  if (path === undefined) return [];
  try {
    await access(path, constants.R_OK);
    return [];
  } catch {
    const message = `cannot read ${path}; give a PEM file that this process may read`;
    return [{ code: 'TLS_FILE_UNREADABLE', path: option, message }];
  }
}

function perlObstacle(perl: string): Obstacle {
  const message = `cannot run '${perl}', which unixgram:// needs; install Perl`;
  return { code: 'PERL_MISSING', path: 'perl', message };
}

function runs(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, ['-e', '1'], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
