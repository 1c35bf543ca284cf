/** How sshd's messages look where no syslog carries them: events of Windows, and of Cygwin. */

/** The provider of OpenSSH's events on Windows: the program's name stands in front of the message. */
export const windowsProvider = 'OpenSSH';

/** Returns the length of `sshd` or `sshd-session` if that and `: ` stand at `start`, otherwise 0. */
export function lengthOfProgram(line: string, start: number): number {
  if (!line.startsWith('sshd', start)) return 0;
  for (const name of ['sshd', 'sshd-session', 'sshd-auth']) {
    if (line.startsWith(': ', start + name.length) && line.startsWith(name, start)) return name.length;
  }
  return 0;
}

/** A process id as the syslog() of Cygwin writes it in front of a message: `PID 1234: `. */
const cygwinPid = /^PID (\d{1,10}): /;

/** Returns the process id that stands at `start` as Cygwin writes it; `''` if none does. */
export function readCygwinPid(line: string, start: number): string {
  return line.startsWith('PID ', start) ? (cygwinPid.exec(line.slice(start, start + 16))?.[1] ?? '') : '';
}

/** Returns the length of what Cygwin writes around a process id. */
export function lengthOfCygwinPid(pid: string): number {
  return 'PID '.length + pid.length + ': '.length;
}
