import { besidePeers, namedFigures, type Peer } from '../peer.ts';

export const sec: Peer = {
  name: 'SEC',
  programs: ['sec'],
  version: ['sec', '--version'],
  does: 'Counts and window. Its windows go by the clock, not by the times in the log: it finds sources of five failures at all.',
  command: ({ log }, [sec = '']) => ({
    program: sec,
    args: [
      ...['main', 'sshd'].map((name) => `--conf=${besidePeers(`sec/${name}.conf`)}`),
      `--input=${log}`,
      ...['--notail', '--fromstart', '--intevents', '--nochildterm'],
    ],
  }),
  found: (output) => ({
    ...namedFigures(output, 'failed', 'accepted'),
    everFive: output.split('\n').filter((line) => line.startsWith('exceeded ')).length,
  }),
};
