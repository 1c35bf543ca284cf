import { addressText, definePatterns, peerGroups } from './pattern.ts';

/** Connections that are refused before anybody tries to log in: sshd.c, srclimit.c. */
export const limitMessages = definePatterns([
  {
    id: 'drop',
    kind: 'drop_connection',
    prefix: 'drop connection #',
    rest: `\\d{1,10} from \\[${addressText}\\]:(\\d{1,5}) on \\[${addressText}\\]:\\d{1,5} .*`,
    sample: 'drop connection #10 from [192.0.2.7]:40022 on [192.0.2.1]:22 past MaxStartups',
    side: 'left',
    groups: peerGroups,
  },
  {
    id: 'prohibited',
    kind: 'drop_connection',
    prefix: 'administratively prohibited connection for ',
    rest: `(invalid user )?(.*) from ${addressText} port (\\d{1,5})`,
    sample: 'administratively prohibited connection for root from 192.0.2.7 port 40022',
    side: 'right',
    groups: { invalid: 1, user: 2, address: 3, port: 4 },
    unbounded: true,
  },
  // This is the network of the source, as wide as sshd was told. It is nobody's address, and only claimed.
  {
    id: 'penalty',
    prefix: 'srclimit_penalise: ',
    rest: `ipv[46]: new ${addressText}/\\d{1,3} (?:active|deferred) penalty of [\\d.]{1,20} seconds for (?:penalty: )?[a-zA-Z ]+`,
    sample: 'srclimit_penalise: ipv4: new 192.0.2.7/32 active penalty of 5 seconds for penalty: failed authentication',
    groups: { address: 1 },
  },
  {
    id: 'penalty-activated',
    prefix: 'srclimit_penalise: ',
    rest: `${addressText}/\\d{1,3}: activating ipv[46] penalty of [\\d.]{1,20} seconds for (?:penalty: )?[a-zA-Z ]+`,
    sample: 'srclimit_penalise: 2001:db8::/64: activating ipv6 penalty of 16.500 seconds for exceeded LoginGraceTime',
    groups: { address: 1 },
  },
  { id: 'penalty-other', prefix: 'srclimit_', sample: 'srclimit_penalise: ipv4 penalty table full' },
  {
    id: 'penalties-full',
    prefix: 'ipv',
    rest: '[46] penalty table full, cannot penalise .*',
    sample: 'ipv4 penalty table full, cannot penalise 192.0.2.7/32 for failed authentication',
  },
  {
    id: 'throttling',
    prefix: 'beginning MaxStartups throttling',
    rest: '',
    sample: 'beginning MaxStartups throttling',
  },
  {
    id: 'throttled',
    prefix: 'in MaxStartups throttling for ',
    rest: '[\\w:]{1,20}, (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'in MaxStartups throttling for 00:05:00, 12 connections dropped',
  },
  {
    id: 'throttling-ended',
    prefix: 'exited MaxStartups throttling after ',
    rest: '[\\w:]{1,20}, (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'exited MaxStartups throttling after 00:01:07, 34 connections dropped',
  },
  {
    id: 'drops-unlogged',
    prefix: 'PerSourcePenalties logging rate-limited: ',
    rest: 'additional (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'PerSourcePenalties logging rate-limited: additional 12 connections dropped',
  },
  {
    id: 'startups-unlogged',
    prefix: 'Maxstartups logging rate-limited: ',
    rest: 'additional (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'Maxstartups logging rate-limited: additional 12 connections dropped',
  },
  {
    id: 'startups-unlogged-of-old',
    prefix: 'MaxStartups logging rate-limited: ',
    rest: 'additional (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'MaxStartups logging rate-limited: additional 12 connections dropped',
  },
]);
