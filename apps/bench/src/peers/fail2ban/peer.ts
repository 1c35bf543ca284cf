import { besidePeers, type Peer } from '../peer.ts';

export const fail2ban: Peer = {
  name: 'fail2ban-regex',
  programs: ['fail2ban-regex'],
  version: ['fail2ban-regex', '--version'],
  mostLines: 100_000,
  does: 'Finds failures with their times and addresses, with one pattern: no window, which its server keeps by the clock.',
  command: ({ log }, [path = '']) => ({
    program: path,
    args: ['--print-no-missed', '--print-no-ignored', log, besidePeers('fail2ban/failed.conf')],
  }),
  found: (output) => ({
    lines: Number(/^Lines: (\d+) lines/m.exec(output)?.[1]),
    failed: Number(/^Failregex: (\d+) total/m.exec(output)?.[1]),
  }),
};
