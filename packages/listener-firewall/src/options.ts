import { durationMs, parseDuration } from '@correlator/events';
import { z } from 'zod';
import type { BlockingPolicy } from './block-list.ts';
import { isNetwork } from './target.ts';

const duration = z
  .string()
  .refine((written) => (parseDuration(written) ?? 0) > 0, "must be a duration longer than 0, such as '10m' or '7d'")
  .meta({ format: 'time-span' });

/** Checks a command and its first arguments, which no shell reads. */
const command = (...words: string[]) => z.array(z.string().min(1)).min(1).default(words);

const network = z
  .string()
  .refine(isNetwork, "must be an address or a network, such as '192.0.2.7', '192.0.2.0/24' or '2001:db8::/32'");

/** Checks and completes the options of the firewall listener. */
export const firewallOptions = z.strictObject({
  events: z
    .array(z.string().min(1))
    .min(1)
    .default(['sshd.login-tries-exceeded'])
    .describe('types of the events whose source is blocked; each has to have an asserted address'),
  trust: z.array(z.string().min(1)).min(1).default(['sshd']).describe('names of the modules whose events are acted on'),
  duration: duration.default('10m').describe('how long a source is blocked the first time, counted from the event'),
  factor: z.number().min(1).max(100).default(2).describe('how many times as long it is blocked each further time'),
  maxDuration: duration.default('7d').describe('how long it is blocked at most'),
  forget: duration.default('30d').describe('after how long without a block a source is no repeat offender any more'),
  allow: z.array(network).default([]).describe('addresses and networks that are never blocked'),
  prefixV4: z
    .int()
    .min(8)
    .max(32)
    .default(32)
    .describe('how many leading bits of an IPv4 address are blocked together'),
  prefixV6: z
    .int()
    .min(16)
    .max(128)
    .default(64)
    .describe('how many leading bits of an IPv6 address are blocked together'),
  maxBlocks: z.int().min(1).max(1_000_000).default(100_000).describe('how many sources are blocked at a time'),
  dryRun: z.boolean().default(false).describe('whether it is only said whom it would block'),
  state: z
    .string()
    .min(1)
    .meta({ format: 'path' })
    .default('/var/lib/correlator/blocks.jsonl')
    .describe('the file in which blocks are kept'),
  onStop: z.enum(['keep', 'remove']).default('keep').describe('what becomes of the blocks when the server stops'),
  backend: z.enum(['nftables', 'ipset', 'command']).default('nftables').describe('by what it blocks'),
  table: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,20}$/, 'must be of a to z, 0 to 9 and _, 21 at most, and begin with a letter')
    .default('correlator')
    .describe('name of its table (nftables) or of its sets (ipset)'),
  ports: z
    .array(z.int().min(1).max(65_535))
    .max(15)
    .default([])
    .describe('the TCP ports that are closed; none: everything'),
  nft: command('nft').describe('the command nft, such as `[sudo, -n, nft]`'),
  ipset: command('ipset').describe('the command ipset'),
  iptables: command('iptables').describe('the command iptables'),
  ip6tables: command('ip6tables').describe('the command ip6tables'),
  block: z
    .array(z.string())
    .default([])
    .describe('backend `command`: what blocks, with `{network}`, `{address}` and `{seconds}` in its arguments'),
  unblock: z.array(z.string()).default([]).describe('backend `command`: what ends a block, with the same'),
  killConnections: z.boolean().default(false).describe('whether open connections of the source are closed by `ss`'),
  ss: command('ss').describe('the command ss'),
});

/** Options of the firewall listener, complete. */
export type FirewallSettings = z.output<typeof firewallOptions>;

/** Options of the firewall listener. */
export type FirewallOptions = z.input<typeof firewallOptions>;

/** Returns the policy of these settings, in milliseconds. */
export function policyOf(settings: FirewallSettings): BlockingPolicy {
  return {
    durationMs: durationMs(settings.duration, 'duration'),
    factor: settings.factor,
    maxDurationMs: durationMs(settings.maxDuration, 'maxDuration'),
    forgetMs: durationMs(settings.forget, 'forget'),
    maxBlocks: settings.maxBlocks,
  };
}
