import { z } from 'zod';

/** Options of the Report module. */
export const reportOptions = z.strictObject({
  notices: z.boolean().default(true).describe('dispatch a notice event for every record'),
  maxPrograms: z.int().min(1).default(1_000).describe('how many programs are counted by name'),
});

/** Options of the Report module, complete. */
export type ReportOptions = z.output<typeof reportOptions>;
