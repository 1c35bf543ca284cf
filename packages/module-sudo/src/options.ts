import { parseDuration } from '@correlator/events';
import { z } from 'zod';

const duration = z
  .string()
  .refine((written) => (parseDuration(written) ?? 0) > 0, "must be a duration longer than 0, such as '10m' or '90d'")
  .meta({ format: 'time-span' });

const shells = ['sh', 'bash', 'dash', 'zsh', 'fish', 'csh', 'tcsh', 'ksh', 'su'];

/** Options of the sudo module. */
export const sudoOptions = z.strictObject({
  limit: z.int().min(1).max(10_000).default(3).describe('so many refusals of one user within the window are too many'),
  window: duration.default('10m').describe('how far back refusals count'),
  shells: z.array(z.string().min(1)).default(shells).describe('names of the commands that give a shell'),
  learn: duration.default('7d').describe('how long users of a host are learnt before a new one is worth a look'),
  remember: duration.default('90d').describe('how long a user is remembered after the last use'),
  maxUsers: z.int().min(1).default(100_000).describe('how many users are kept, over all hosts'),
});

/** Options of the sudo module, complete. */
export type SudoOptions = z.output<typeof sudoOptions>;
