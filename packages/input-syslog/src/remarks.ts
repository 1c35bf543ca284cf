import { isLocal } from './endpoint.ts';
import { endpointsOf, type SyslogInputSettings } from './options.ts';

/** What is worth knowing of a syslog input: whom it cannot tell apart. */
export function syslogRemarks({ listen, hosts }: SyslogInputSettings): readonly string[] {
  const endpoints = endpointsOf(listen);
  const local = endpoints.some(({ transport }) => transport === 'unix' || transport === 'unixgram');
  return [
    'a sender speaks for any program: nobody knows which process of it wrote an entry',
    ...(local ? ['local programs, over Unix sockets, are not told apart'] : []),
    ...(endpoints.some(({ transport }) => transport === 'udp')
      ? ['over UDP, a sender may write any address as its own']
      : []),
    ...(hosts === undefined && !endpoints.every(isLocal)
      ? ['a sender speaks for any host: `hosts` can say for which']
      : []),
  ];
}
