import { addressText, definePatterns } from './pattern.ts';

/** Names of addresses, and who is refused by them: canohost.c, tcp-wrappers. */
export const nameMessages = definePatterns([
  {
    id: 'reverse-mapping',
    prefix: 'reverse mapping checking getaddrinfo for ',
    rest: `.* \\[${addressText}\\] failed(?:\\.| - POSSIBLE BREAK-IN ATTEMPT!)`,
    sample: 'reverse mapping checking getaddrinfo for host.example.com [192.0.2.7] failed.',
    side: 'right',
    groups: { address: 1 },
  },
  {
    id: 'reverse-mapping-unnamed',
    prefix: 'reverse mapping checking ',
    rest: '(?:getaddrinfo|gethostbyname) for .* failed(?:\\.| - POSSIBLE BREAK-?IN ATTEMPT!)',
    sample: 'reverse mapping checking getaddrinfo for host.example.com failed - POSSIBLE BREAK-IN ATTEMPT!',
  },
  {
    id: 'address-maps',
    prefix: 'Address ',
    rest: `${addressText} maps to .*, but this does not map back to the address(?:\\.| - POSSIBLE BREAK-IN ATTEMPT!?)`,
    sample: 'Address 192.0.2.7 maps to host.example.com, but this does not map back to the address.',
    side: 'left',
    groups: { address: 1 },
  },
  {
    id: 'nasty-pointer',
    prefix: 'Nasty PTR record ',
    rest: `".*" is set up for ${addressText}, ignoring`,
    sample: 'Nasty PTR record "198.51.100.1" is set up for 192.0.2.7, ignoring',
    side: 'right',
    groups: { address: 1 },
  },
  {
    id: 'no-reverse',
    prefix: 'Could not reverse map address ',
    rest: `${addressText}\\.`,
    sample: 'Could not reverse map address 192.0.2.7.',
    side: 'left',
    groups: { address: 1 },
  },
  {
    id: 'refused-connect',
    kind: 'drop_connection',
    prefix: 'refused connect from ',
    rest: `.* \\(${addressText}\\)`,
    sample: 'refused connect from host.example.com (192.0.2.7)',
    side: 'right',
    groups: { address: 1 },
  },
  {
    id: 'refused-connect-of-name',
    kind: 'drop_connection',
    prefix: 'refused connect from ',
    rest: '(?:.*@)?([^@\\s]+)',
    sample: 'refused connect from host.example.com',
    groups: { address: 1 },
  },
  {
    id: 'hosts-access',
    prefix: 'warning: /etc/hosts',
    sample: 'warning: /etc/hosts.allow, line 15: host name/address mismatch: 192.0.2.7 != host.example.com',
  },
  {
    id: 'hosts-access-name',
    prefix: 'warning: can',
    sample: "warning: can't get client address: Connection reset by peer",
  },
]);
