/** Other programs that do the same job, and their configurations. */
import { gawk, mawk } from './awk/peer.ts';
import { fail2ban } from './fail2ban/peer.ts';
import { grep } from './grep/peer.ts';
import { logwatch } from './logwatch/peer.ts';
import { type InstalledPeer, installed, type Peer } from './peer.ts';
import { perl } from './perl/peer.ts';
import { sec } from './sec/peer.ts';
import { sshguard, sshguardParser } from './sshguard/peer.ts';
import { syslogNg } from './syslog-ng/peer.ts';

/** All that are known. */
export const peers: readonly Peer[] = [
  grep,
  perl,
  gawk,
  mawk,
  syslogNg,
  sec,
  logwatch,
  fail2ban,
  sshguardParser,
  sshguard,
];

/** Those that this machine has. */
export function installedPeers(): InstalledPeer[] {
  return peers.flatMap((peer) => installed(peer) ?? []);
}
