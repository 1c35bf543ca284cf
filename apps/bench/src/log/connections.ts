import { createZipf, type Random } from './random.ts';

/** What sshd says of one connection: its lines in order, each with what stands before the message. */
export interface Connection {
  readonly head: string;
  readonly lines: readonly string[];
  /** How many lines were written. */
  next: number;
  /** A session stays open for long after so many lines; 0 where there is no session. */
  readonly pause: number;
}

const hosts = ['bastion', 'web1', 'web2', 'db1'];
const invalidUsers = ['admin', 'test', 'oracle', 'ubuntu', 'postgres', 'git', 'ftpuser', 'pi', 'deploy', 'minecraft'];
const validUsers = ['root', 'root', 'root', 'root', 'backup', 'www-data', 'alice'];
const people = ['alice', 'bob', 'carol', 'dave', 'deploy'];
const addressCount = 50_000;
const trustedCount = 200;

/** The addresses that connect, the most frequent first. */
export function createAddresses(random: Random): string[] {
  const addresses = new Set<string>();
  while (addresses.size < addressCount) {
    const octets = [1 + random.below(222), random.below(256), random.below(256), 1 + random.below(254)];
    addresses.add(octets.join('.'));
  }
  return [...addresses];
}

interface Peer {
  readonly address: string;
  readonly at: string;
}

const pamFailure = (address: string): string =>
  `authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address}`;

function invalidUser(random: Random, { address, at }: Peer): string[] {
  const user = random.pick(invalidUsers);
  const lines = [
    `Invalid user ${user} from ${at}`,
    'pam_unix(sshd:auth): check pass; user unknown',
    `pam_unix(sshd:auth): ${pamFailure(address)}`,
    `Failed password for invalid user ${user} from ${at} ssh2`,
  ];
  if (random.next() < 0.4) return [...lines, `Connection closed by invalid user ${user} ${at} [preauth]`];
  const disconnect = `Received disconnect from ${at}:11: Bye Bye [preauth]`;
  return [...lines, disconnect, `Disconnected from invalid user ${user} ${at} [preauth]`];
}

function guessedPassword(random: Random, { address, at }: Peer): string[] {
  const user = random.pick(validUsers);
  const tries = 1 + random.below(3);
  const failed = `Failed password for ${user} from ${at} ssh2`;
  const lines = [`pam_unix(sshd:auth): ${pamFailure(address)}  user=${user}`, ...Array<string>(tries).fill(failed)];
  if (random.next() < 0.5) lines.push(`Received disconnect from ${at}:11:  [preauth]`);
  lines.push(
    `${random.pick(['Connection closed by', 'Disconnected from'])} authenticating user ${user} ${at} [preauth]`,
  );
  if (tries === 1) return lines;
  const more = `PAM ${tries - 1} more authentication failure${tries === 2 ? '' : 's'}; ${pamFailure(address).slice(24)}`;
  return [...lines, `${more}  user=${user}`];
}

function session(random: Random, { at }: Peer): string[] {
  const user = random.pick(people);
  const key = `publickey for ${user} from ${at} ssh2: ED25519 SHA256:0Zb8xGx1tqXHc5vBnmL3Rk9sWfYp7uJdEa2CiVoKTgM`;
  return [
    `Accepted ${random.next() < 0.8 ? key : `password for ${user} from ${at} ssh2`}`,
    `pam_unix(sshd:session): session opened for user ${user}(uid=${1000 + people.indexOf(user)}) by (uid=0)`,
    `Received disconnect from ${at}:11: disconnected by user`,
    `Disconnected from user ${user} ${at}`,
    `pam_unix(sshd:session): session closed for user ${user}`,
  ];
}

/** Connections as a server in the open network sees them: mostly guessing, some of its people. */
export function createConnections(random: Random): () => Connection {
  const addresses = createAddresses(random);
  const zipf = createZipf(random, addressCount);
  let pid = 1000;
  return () => {
    const kind = random.next();
    const isSession = kind >= 0.9;
    const rank = isSession ? addressCount - 1 - random.below(trustedCount) : zipf();
    const address = addresses[rank] as string;
    const peer = { address, at: `${address} port ${1024 + random.below(64_512)}` };
    pid = pid > 4_000_000 ? 1000 : pid + 1 + random.below(8);
    const head = `${random.pick(hosts)} sshd[${pid}]: `;
    if (isSession) return { head, lines: session(random, peer), next: 0, pause: 2 };
    if (kind >= 0.8) return { head, lines: [`Connection closed by ${peer.at} [preauth]`], next: 0, pause: 0 };
    const lines = kind < 0.4 ? invalidUser(random, peer) : guessedPassword(random, peer);
    return { head, lines, next: 0, pause: 0 };
  };
}

/** What other programs say. */
export function otherLine(random: Random, uptime: number): string {
  const host = random.pick(hosts);
  const pid = 500 + random.below(30_000);
  const number = random.below(10_000);
  switch (random.below(8)) {
    case 0:
      return `${host} CRON[${pid}]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)`;
    case 1:
      return `${host} CRON[${pid}]: (root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.hourly)`;
    case 2:
      return `${host} systemd[1]: Started session-${number}.scope - Session ${number} of User ${random.pick(people)}.`;
    case 3:
      return `${host} kernel: [${uptime}.${100_000 + number}] eth0: link becomes ready, ${number} packets seen`;
    case 4:
      return `${host} nginx[${pid}]: 198.51.100.${number % 250} - - "GET /item/${number} HTTP/1.1" 200 ${number * 3} "-"`;
    case 5:
      return `${host} sudo:    ${random.pick(people)} : TTY=pts/${number % 9} ; PWD=/home ; USER=root ; COMMAND=/usr/bin/id`;
    case 6:
      return `${host} postfix/smtpd[${pid}]: connect from mail${number % 99}.example.com[203.0.113.${number % 250}]`;
    default:
      return `${host} postfix/qmgr[${pid}]: 4F${number}A1: from=<${random.pick(people)}@example.com>, size=${number}, nrcpt=1`;
  }
}
