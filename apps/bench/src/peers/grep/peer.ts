import type { Peer } from '../peer.ts';

export const grep: Peer = {
  name: 'grep -c',
  programs: ['grep'],
  version: ['grep', '--version'],
  does: 'Counts the lines of failures: no sources, no window.',
  command: ({ log }, [grep = '']) => ({
    program: grep,
    args: ['-cE', ' sshd\\[[0-9]+\\]: Failed [^ ]+ for (invalid user )?.* from [^ ]+ port [0-9]+ ssh2$', log],
    env: { LC_ALL: 'C' },
  }),
  found: (output) => ({ failed: Number(output) }),
};
