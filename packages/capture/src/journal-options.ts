import { parseByteSize } from '@correlator/events';
import * as z from 'zod';

/** How an input is journaled. */
export interface JournalOptions {
  /** The file, such as `net.capture`; when it is full it is followed by `net-2.capture`, and so on. One for each input. */
  readonly path: string;
  /**
   * Whether the engine is given only what is on the disk (true), or what was handed to the system, which survives the process, but
   * not the machine.
   * @default true
   */
  readonly sync?: boolean | undefined;
  /**
   * The length from which on a file is followed by another, in bytes or such as `'64MB'`.
   * @default '64MB'
   */
  readonly maxFileBytes?: string | number | undefined;
  /**
   * How many full files are kept although they are no longer needed, to look into or replay.
   * @default 0
   */
  readonly keep?: number | undefined;
  /**
   * How hard it is compressed, as of gzip.
   * @default 1
   */
  readonly level?: number | undefined;
}

const size = z
  .union([z.string(), z.number()])
  .refine((value) => (parseByteSize(value) ?? 0) >= 1_000_000, "must be a size of 1 MB or more, such as '64MB'");

/** Checks and completes `JournalOptions`. */
export const journalOptions = z.strictObject({
  path: z.string().min(1).meta({ format: 'path' }).describe('The file, such as `net.capture`'),
  sync: z.boolean().default(true).describe('Whether the engine is given only what is on the disk'),
  maxFileBytes: size.meta({ format: 'size' }).default('64MB').describe('A file that is longer is followed by another'),
  keep: z.int().min(0).default(0).describe('How many full files are kept although they are no longer needed'),
  level: z.int().min(1).max(9).default(1).describe('How hard it is compressed, as of gzip'),
}) satisfies z.ZodType<unknown, JournalOptions>;

/** `JournalOptions` with their defaults. */
export type JournalSettings = z.output<typeof journalOptions>;
