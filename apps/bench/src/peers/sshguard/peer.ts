import type { Peer } from '../peer.ts';

const countOf = (output: string, beginning: string): number =>
  output.split('\n').filter((line) => line.startsWith(beginning)).length;

/** Reads standard input. */
export const sshguardParser: Peer = {
  name: 'sshguard, its parser',
  programs: ['sshg-parser'],
  version: ['sshguard', '-v'],
  does: 'Finds attacks, which are more kinds of lines than failures: no window.',
  command: ({ log }, [parser = '']) => ({ program: 'sh', args: ['-c', 'exec "$0" < "$1"', parser, log] }),
  found: (output) => ({ attacks: countOf(output, '100 ') }),
};

/** 50 points are five failures. Nobody is let go while it runs. */
export const sshguard: Peer = {
  name: 'sshguard',
  programs: ['sshg-parser', 'sshg-blocker'],
  version: ['sshguard', '-v'],
  // The time of its blocker grows with lines times sources.
  mostLines: 20_000,
  does: 'Parser and blocker. It adds up points for attacks by the clock, not by the times in the log: it finds sources of 50 points at all.',
  command: ({ log }, [parser = '', blocker = '']) => ({
    program: 'sh',
    args: ['-c', '"$0" < "$2" | "$1" -a 50 -s 300 -p 100000', parser, blocker, log],
  }),
  found: (output) => ({ fiftyPoints: countOf(output, 'block ') }),
};
