import { addressText, defineNote, type MessagePattern } from './pattern.ts';

/** Connections that are refused before anybody tries to log in: sshd.c, srclimit.c. */
export const limitMessages: readonly MessagePattern[] = [
  {
    id: 'drop',
    kind: 'drop_connection',
    prefix: 'drop connection #',
    pattern: new RegExp(
      `^drop connection #\\d{1,10} from \\[${addressText}\\]:(\\d{1,5}) on \\[${addressText}\\]:\\d{1,5} .*$`,
    ),
    sample: 'drop connection #10 from [192.0.2.7]:40022 on [192.0.2.1]:22 past MaxStartups',
    side: 'left',
    outcome: 'other',
    groups: { address: 1, port: 2 },
  },
  {
    id: 'prohibited',
    kind: 'drop_connection',
    prefix: 'administratively prohibited connection for ',
    pattern: new RegExp(
      `^administratively prohibited connection for (invalid user )?(.*) from ${addressText} port (\\d{1,5})$`,
    ),
    sample: 'administratively prohibited connection for root from 192.0.2.7 port 40022',
    side: 'right',
    outcome: 'other',
    groups: { invalid: 1, user: 2, address: 3, port: 4 },
  },
  // The network of the source, as wide as sshd was told: it is claimed, and nobody's address.
  {
    id: 'penalty',
    kind: 'other',
    prefix: 'srclimit_penalise: ',
    pattern: new RegExp(
      `^srclimit_penalise: ipv[46]: new ${addressText}/\\d{1,3} (?:active|deferred) penalty of [\\d.]{1,20} seconds for [a-zA-Z ]+$`,
    ),
    sample: 'srclimit_penalise: ipv4: new 192.0.2.7/32 active penalty of 5 seconds for failed authentication',
    side: 'none',
    outcome: 'other',
    groups: { address: 1 },
  },
  {
    id: 'penalty-activated',
    kind: 'other',
    prefix: 'srclimit_penalise: ',
    pattern: new RegExp(
      `^srclimit_penalise: ${addressText}/\\d{1,3}: activating ipv[46] penalty of [\\d.]{1,20} seconds for [a-zA-Z ]+$`,
    ),
    sample: 'srclimit_penalise: 2001:db8::/64: activating ipv6 penalty of 16.500 seconds for exceeded LoginGraceTime',
    side: 'none',
    outcome: 'other',
    groups: { address: 1 },
  },
  defineNote({ id: 'penalty-other', prefix: 'srclimit_', sample: 'srclimit_penalise: ipv4 penalty table full' }),
  {
    id: 'penalties-full',
    kind: 'other',
    prefix: 'ipv',
    pattern: /^ipv[46] penalty table full, cannot penalise .*$/,
    sample: 'ipv4 penalty table full, cannot penalise 192.0.2.7/32 for failed authentication',
    side: 'none',
    outcome: 'other',
    groups: {},
  },
  defineNote({
    id: 'throttling',
    prefix: 'beginning MaxStartups throttling',
    rest: '',
    sample: 'beginning MaxStartups throttling',
  }),
  defineNote({
    id: 'throttled',
    prefix: 'in MaxStartups throttling for ',
    rest: '[\\w:]{1,20}, (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'in MaxStartups throttling for 00:05:00, 12 connections dropped',
  }),
  defineNote({
    id: 'throttling-ended',
    prefix: 'exited MaxStartups throttling after ',
    rest: '[\\w:]{1,20}, (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'exited MaxStartups throttling after 00:01:07, 34 connections dropped',
  }),
  defineNote({
    id: 'drops-unlogged',
    prefix: 'PerSourcePenalties logging rate-limited: ',
    rest: 'additional (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'PerSourcePenalties logging rate-limited: additional 12 connections dropped',
  }),
  defineNote({
    id: 'startups-unlogged',
    prefix: 'Maxstartups logging rate-limited: ',
    rest: 'additional (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'Maxstartups logging rate-limited: additional 12 connections dropped',
  }),
  defineNote({
    id: 'startups-unlogged-of-old',
    prefix: 'MaxStartups logging rate-limited: ',
    rest: 'additional (\\d{1,10}) connections dropped',
    groups: { count: 1 },
    sample: 'MaxStartups logging rate-limited: additional 12 connections dropped',
  }),
];
