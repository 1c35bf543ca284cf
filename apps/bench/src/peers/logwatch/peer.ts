import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';

/** The sum of the counts that stand below a heading, so far indented. */
function sumBelow(output: string, heading: string, indent: number): number {
  const section = output.split(`\n ${heading}\n`)[1]?.split(/\n(?! {2})/)[0] ?? '';
  const counts = section.matchAll(new RegExp(`^ {${indent}}\\S+: (\\d+) Times?$`, 'gm'));
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

export const logwatch: Peer = {
  name: 'logwatch',
  programs: ['logwatch'],
  version: ['logwatch', '--version'],
  mostLines: 100_000,
  does: 'Counts by source and user, for a report: no window. It counts failures of users that there are, and all lines about others.',
  command({ log, folder }, [path = '']) {
    symlinkSync(log, join(folder, 'auth.log'));
    const options = ['--service', 'sshd', '--range', 'all', '--detail', '10', '--numeric', '--output', 'stdout'];
    return { program: path, args: [...options, '--logdir', folder] };
  },
  found: (output) => ({
    failedOfValidUsers: sumBelow(output, 'Failed logins from:', 4),
    unknownUserLines: sumBelow(output, 'Illegal users from:', 4),
    accepted: sumBelow(output, 'Users logging in through sshd:', 7),
  }),
};
