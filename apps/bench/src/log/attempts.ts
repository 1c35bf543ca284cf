import { addTime, sumOver, type Times } from './excesses.ts';

/** Attempts that sshd has told of on one connection, in two kinds of lines. */
interface Connection {
  readonly told: { invalidUser: number; failed: number };
  counted: number;
  /** When its last line was: much later the number of the process is that of another. */
  last: number;
}

const longest = 3_600_000;

function tellerOf(message: string): keyof Connection['told'] | undefined {
  if (message.startsWith('Invalid user ')) return 'invalidUser';
  return message.startsWith('Failed ') ? 'failed' : undefined;
}

/**
 * Attempts to log in: both kinds of lines tell of some, and each is counted when the first of them does. What PAM says
 * comes before and is followed by one of them, so it adds nothing.
 */
export function createAttempts() {
  const times: Times = new Map();
  const connections = new Map<string, Connection>();

  function connectionOf(process: string, time: number): Connection {
    const known = connections.get(process);
    if (known !== undefined && time - known.last <= longest) return known;
    const made = { told: { invalidUser: 0, failed: 0 }, counted: 0, last: time };
    connections.set(process, made);
    return made;
  }

  return {
    times,
    count: (): number => sumOver(times, ({ length }) => length),
    look(process: string, message: string, { source, time }: { source: string; time: number }): void {
      const teller = tellerOf(message);
      if (teller === undefined) return;
      const connection = connectionOf(process, time);
      connection.told[teller]++;
      connection.last = time;
      const all = Math.max(...Object.values(connection.told));
      for (; connection.counted < all; connection.counted++) addTime(times, source, time);
    },
  };
}
