import { besidePeers, type Peer } from '../peer.ts';

/** In its own language: the class that a pattern gave, and the program. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is syslog-ng that fills it in
const template = '${.classifier.class} ${PROGRAM}\\n';

export const syslogNg: Peer = {
  name: 'syslog-ng pdbtool',
  programs: ['pdbtool'],
  version: ['syslog-ng', '--version'],
  does: 'Counts and contexts. A context lasts five minutes from its last failure, so it finds runs of five with at most five minutes from each to the next.',
  command: ({ log }, [pdbtool = '']) => ({
    program: pdbtool,
    args: [
      ...['match', '--pdb', besidePeers('syslog-ng/patterndb.xml'), '--file', log],
      ...['--filter', 'not tags(".classifier.unknown")', '--template', template],
    ],
  }),
  found(output) {
    const count = (line: string): number => output.split('\n').filter((each) => each === line).length;
    return { failed: count('failed sshd'), accepted: count('accepted sshd'), chains: count('failed correlation') };
  },
};
