import { besidePeers, namedFigures, type Peer } from '../peer.ts';

function awk(program: string, version: readonly string[]): Peer {
  return {
    name: program,
    programs: [program],
    version: [program, ...version],
    does: 'The core of the job, as a script for this purpose.',
    command: ({ log }, [path = '']) => ({
      program: path,
      args: ['-f', besidePeers('awk/window.awk'), log],
      env: { LC_ALL: 'C' },
    }),
    found: (output) => namedFigures(output, 'failed', 'accepted', 'exceeded', 'sources'),
  };
}

export const gawk = awk('gawk', ['--version']);
export const mawk = awk('mawk', ['-W', 'version']);
