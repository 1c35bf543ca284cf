import { parseDuration } from '@correlator/events';
import { z } from 'zod';

const duration = z
  .string()
  .refine((written) => (parseDuration(written) ?? 0) > 0, {
    error: "must be a duration longer than 0, such as '30s', '5m' or '1h30m'",
  })
  .meta({ format: 'time-span' });

/** Options of the sshd module. */
export const sshdOptions = z.strictObject({
  limit: z.int().min(1).default(5).describe('so many failed attempts of one source within the window are too many'),
  window: duration.default('5m').describe('how far back failed attempts count'),
  maxSources: z.int().min(1).default(1_000_000).describe('how many source addresses are kept'),
  maxConnections: z.int().min(1).default(100_000).describe('how many connections, and how many sessions, are kept'),
});

/** Options of the sshd module, complete. */
export type SshdOptions = z.output<typeof sshdOptions>;
