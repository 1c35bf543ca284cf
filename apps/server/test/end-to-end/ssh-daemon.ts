import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './network.ts';

/** rsyslogd listens where sshd logs to, in a /dev of its own, then sshd takes the place of the shell. */
const script = `
set -e
mkdir -p "$1/dev" /run/sshd
mount -t tmpfs -o mode=755 dev "$1/dev"
for device in null zero random urandom tty; do
  touch "$1/dev/$device"; mount --bind "/dev/$device" "$1/dev/$device"
done
mkdir "$1/dev/pts"; mount --bind /dev/pts "$1/dev/pts"; ln -s pts/ptmx "$1/dev/ptmx"
mount --rbind "$1/dev" /dev
rsyslogd -n -f "$1/rsyslog.conf" -i "$1/rsyslogd.pid" &
until [ -S /dev/log ]; do sleep 0.05; done
exec /usr/sbin/sshd -D -f "$1/sshd_config"
`;

function configure({ folder, address, forward = '' }: SshDaemonOptions): void {
  for (const key of ['host_key', 'user_key']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
  }
  copyFileSync(join(folder, 'user_key.pub'), join(folder, 'authorized_keys'));
  writeFileSync(
    join(folder, 'sshd_config'),
    `ListenAddress ${address}
HostKey ${folder}/host_key
AuthorizedKeysFile ${folder}/authorized_keys
PidFile none
PermitRootLogin yes
StrictModes no
UsePAM no
`,
  );
  writeFileSync(
    join(folder, 'rsyslog.conf'),
    `module(load="imuxsock" SysSock.Name="/dev/log")
global(workDirectory="${folder}")
*.* action(type="omfile" file="${folder}/auth.log" template="RSYSLOG_TraditionalFileFormat")
${forward}
`,
  );
}

/** What a daemon is started with. */
export interface SshDaemonOptions {
  readonly folder: string;
  readonly address: string;
  /** More for the configuration of rsyslogd: whom it forwards to. */
  readonly forward?: string;
}

/** A real sshd whose messages a real rsyslogd writes to `auth.log`. Everything of it lies in `folder`. */
export function startSshDaemon(host: Host, options: SshDaemonOptions) {
  const { folder } = options;
  configure(options);
  writeFileSync(join(folder, 'start.sh'), script);
  const [file = '', ...args] = host.on('bash', join(folder, 'start.sh'), folder);
  const child = spawn(file, args, { detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const log = join(folder, 'auth.log');
  return {
    log,
    key: join(folder, 'user_key'),
    read: () => readFileSync(log, 'utf8'),
    async stop() {
      // All that it started is of its process group.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}

/** Logs in over SSH from one address of `host`. */
export class SshClient {
  readonly host: Host;
  readonly target: string;

  constructor(host: Host, target: string) {
    this.host = host;
    this.target = target;
  }

  options(from: string): string[] {
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ConnectTimeout=2', 'LogLevel=ERROR'];
    return ['-b', from, ...options.flatMap((option) => ['-o', option])];
  }

  /** Tries a wrong password for so many seconds; returns what ssh says of it. */
  guess(from: string, user: string, seconds = 15): string {
    const ssh = ['ssh', ...this.options(from), '-o', 'PubkeyAuthentication=no', '-o', 'NumberOfPasswordPrompts=1'];
    return this.host.try(seconds, 'sshpass', '-p', 'wrong', ...ssh, `${user}@${this.target}`, 'true').complaint;
  }

  /** Logs in with a key and leaves; whether that went well. */
  login(from: string, key: string): boolean {
    return this.host.try(15, 'ssh', ...this.options(from), '-i', key, `root@${this.target}`, 'true').code === 0;
  }
}
