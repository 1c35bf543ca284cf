import { parseDuration } from '@correlator/events';
import * as z from 'zod';

/** Options of the Capture module. */
export const captureOptions = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ format: 'path' })
    .optional()
    .describe('the file to write to, such as `live.capture`; without it, there are only statistics'),
  flushInterval: z
    .union([z.string(), z.number()])
    .refine((written) => (parseDuration(written) ?? 0) > 0, "must be a duration longer than 0, such as '1s'")
    .meta({ format: 'time-span' })
    .default('1s')
    .describe('after how long what was received is written at the latest'),
  maxFileBytes: z
    .int()
    .min(1_000_000)
    .default(1_073_741_824)
    .describe('a file that is longer is followed by another: `live-2.capture`, and so on'),
  keep: z.int().min(1).default(1_000_000).describe('how many files are kept; the oldest are removed'),
  level: z.int().min(1).max(9).default(3).describe('how hard it is compressed, as of gzip'),
  maxKeys: z.int().min(1).default(10_000).describe('how many hosts, senders, inputs and programs each are told apart'),
});

/** Options of the Capture module, complete. */
export type CaptureOptions = z.output<typeof captureOptions>;
