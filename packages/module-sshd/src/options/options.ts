/** Options: what can be set, for all parts of the module. */

import { parseDuration } from '@correlator/events';
import { z } from 'zod';

const duration = z
  .string()
  .refine((written) => (parseDuration(written) ?? 0) > 0, {
    error: "must be a duration longer than 0, such as '30s', '5m' or '1h30m'",
  })
  .meta({ format: 'time-span' });

const on = z.boolean().default(true);

const slow = z.strictObject({
  enabled: on.describe('whether attacks are noticed that stay below the limit for long'),
  limit: z.int().min(1).max(1_000).default(30).describe('so many failed attempts of one source are a slow attack'),
  window: duration.default('24h').describe('within this time'),
});

const users = z.strictObject({
  enabled: on.describe('whether sources are noticed that try many user names'),
  limit: z.int().min(2).max(1_000).default(10).describe('so many different names tried by one source are many'),
  window: duration.default('1h').describe('within this time'),
});

const distributed = z.strictObject({
  enabled: on.describe('whether a user whom many sources try is noticed; users that do not exist are left out'),
  limit: z.int().min(2).max(1_000).default(20).describe('so many different sources that failed for one user are many'),
  window: duration.default('1h').describe('within this time'),
});

const breach = z.strictObject({
  enabled: on.describe('whether a login from a source that had failed often is reported as a suspected breach'),
  failures: z.int().min(1).max(1_000).default(10).describe('so many failed attempts of the source are often'),
  window: duration.default('24h').describe('within this time before the login'),
});

const newSource = z.strictObject({
  enabled: on.describe('whether a login is reported that comes from where its user never came from'),
  remember: duration.default('90d').describe('how long a source is remembered after a login from it'),
  sources: z.int().min(1).max(1_000).default(50).describe('how many sources are remembered for each user'),
});

const networks = z.strictObject({
  enabled: on.describe('whether a network is noticed of which many sources fail, each below its limits'),
  prefixV4: z
    .int()
    .min(8)
    .max(32)
    .default(24)
    .describe('IPv4 addresses with so many leading bits in common are one network'),
  prefixV6: z
    .int()
    .min(16)
    .max(128)
    .default(48)
    .describe('IPv6 addresses with so many leading bits in common are one network'),
  limit: z
    .int()
    .min(2)
    .max(1_000)
    .default(10)
    .describe('so many different sources of one network that failed are many'),
  window: duration.default('1h').describe('within this time'),
});

const counts = (standard: 'attempt' | 'figure') => z.enum(['attempt', 'figure', 'ignore']).default(standard);

const preauth = z.strictObject({
  named: counts('attempt').describe(
    'what a connection counts as that names a user and ends before any failure, as all do where only keys are taken',
  ),
  closed: counts('figure').describe('what a connection counts as that ends before it names a user'),
  negotiation: counts('figure').describe('what a connection counts as that speaks no SSH, or none that sshd takes'),
  refused: counts('figure').describe('what a connection counts as that sshd itself refuses'),
  report: z
    .int()
    .min(1)
    .default(10)
    .describe('sources with so many of the last three on a day have a row of their own'),
});

const guard = z.strictObject({
  enabled: on.describe(
    'whether no event to block by is dispatched about a source from where somebody is or was logged in',
  ),
  window: duration.default('24h').describe('for how long after the last login or its end'),
  limit: z
    .int()
    .min(1)
    .default(30)
    .describe('from so many failed attempts on, made while something is held back, nothing is any more'),
});

/**
 * The options of the sshd module. `parse` completes them with their defaults.
 *
 * @example
 * const options = sshdOptions.parse({ limit: 3, slow: { enabled: false } });
 * options.window; // '5m'
 */
export const sshdOptions = z.strictObject({
  limit: z
    .int()
    .min(1)
    .max(10_000)
    .default(5)
    .describe('so many failed attempts of one source within the window are too many'),
  window: duration.default('5m').describe('how far back failed attempts count'),
  prefixV4: z
    .int()
    .min(8)
    .max(32)
    .default(32)
    .describe('IPv4 addresses with so many leading bits in common are one source'),
  prefixV6: z
    .int()
    .min(16)
    .max(128)
    .default(64)
    .describe('IPv6 addresses with so many leading bits in common are one source'),
  successForgives: z
    .boolean()
    .default(false)
    .describe('whether a login wipes out the failed attempts of its source before it'),
  slow: slow.prefault({}),
  users: users.prefault({}),
  distributed: distributed.prefault({}),
  breach: breach.prefault({}),
  rootUsers: z.array(z.string()).default(['root']).describe('whose logins are reported as those of root'),
  newSource: newSource.prefault({}),
  guard: guard.prefault({}),
  networks: networks.prefault({}),
  preauth: preauth.prefault({}),
  truncation: z
    .int()
    .min(60)
    .max(400)
    .default(60)
    .describe(
      'in messages of fewer bytes an address behind a name that does not exist is believed by itself: 100 less than the shortest that anything on the way cuts',
    ),
  programs: z
    .array(z.string().min(1, 'empty; give the name of a program as it stands in the log'))
    .default([])
    .describe('further programs whose messages are those of sshd, by their exact names'),
  trustedUids: z
    .array(z.int().min(0).max(4_294_967_295))
    .default([0])
    .describe('user ids whose entries in the journal are taken for those of sshd'),
  maxSources: z.int().min(1).default(1_000_000).describe('how many sources are kept'),
  maxUsers: z.int().min(1).default(100_000).describe('how many users are kept'),
  maxConnections: z.int().min(1).default(100_000).describe('how many connections, and how many sessions, are kept'),
});

/** The options of the sshd module, complete. */
export type SshdOptions = z.output<typeof sshdOptions>;
