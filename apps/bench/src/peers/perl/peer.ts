import { besidePeers, namedFigures, type Peer } from '../peer.ts';

export const perl: Peer = {
  name: 'perl',
  programs: ['perl'],
  version: ['perl', '-v'],
  does: 'The core of the job, as a script for this purpose.',
  command: ({ log }, [perl = '']) => ({ program: perl, args: [besidePeers('perl/window.pl'), log] }),
  found: (output) => namedFigures(output, 'failed', 'accepted', 'exceeded', 'sources'),
};
