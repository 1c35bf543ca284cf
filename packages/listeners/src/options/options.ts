/** The options of the log and CSV listeners. */
import type { Criteria } from '@correlator/core';
import { parseByteSize } from '@correlator/events';
import * as z from 'zod';

/** The setup of a listener, besides its options. */
export interface ListenerSetup {
  /** Its name in the configuration. @default the manifest's name */
  readonly name?: string;
  /** Which events it is given. @default all that it can write */
  readonly criteria?: Criteria;
}

/** Options of `LogbackListener`. */
export interface LogbackOptions {
  /**
   * `stdout`, `stderr`, or the path of a file that is appended to (folders are made).
   * @default 'stdout'
   */
  readonly destination?: string | undefined;
  /**
   * `pretty` for people, `json` for programs (a JSON object per line); `auto` is pretty on a terminal, JSON elsewhere.
   * @default 'auto'
   */
  readonly format?: 'auto' | 'pretty' | 'json' | undefined;
}

/** Options of `CSVListener`. */
export interface CSVOptions {
  /**
   * The folder of the files; made if it is missing. One listener to a folder.
   * @default 'audit'
   */
  readonly directory?: string | undefined;
  /**
   * `day`: a file for each day of the engine's zone, by the events' own time; `never`: one file.
   * @default 'never'
   */
  readonly rotate?: 'never' | 'day' | undefined;
  /**
   * The size that a file does not exceed, in bytes or such as `'100MB'` (kB, MB, GB, KiB, MiB, GiB): the full one is
   * renamed and a new one begun.
   * @default no limit
   */
  readonly maxBytes?: string | number | undefined;
  /**
   * At most how many files are kept open.
   * @default 64
   */
  readonly maxOpenFiles?: number | undefined;
}

/** Checks and completes `LogbackOptions`. */
export const logbackOptions = z.strictObject({
  destination: z
    .union([z.enum(['stdout', 'stderr']), z.string().min(1).meta({ format: 'path' })])
    .default('stdout')
    .describe('`stdout`, `stderr`, or the path of a file to append to'),
  format: z
    .enum(['auto', 'pretty', 'json'])
    .default('auto')
    .describe('`pretty` for people, `json` for programs; `auto` is pretty on a terminal, JSON elsewhere'),
}) satisfies z.ZodType<unknown, LogbackOptions>;

const sizeHint = "not a size; write a number of bytes, or one with a unit, such as '100MB'";

/** Checks and completes `CSVOptions`. */
export const csvOptions = z.strictObject({
  directory: z
    .string()
    .min(1)
    .meta({ format: 'path' })
    .default('audit')
    .describe('The folder of the files; made where it is missing'),
  rotate: z
    .enum(['never', 'day'])
    .default('never')
    .describe("`day`: a file for each day of the engine's zone, by event time; `never`: one file"),
  maxBytes: z
    .union([z.number(), z.string()])
    .refine((size) => parseByteSize(size) !== undefined, sizeHint)
    .optional()
    .meta({ format: 'size' })
    .describe("The size that a file does not exceed, such as `'100MB'`; a full one is renamed, a new one begun"),
  maxOpenFiles: z.int().min(1).max(4096).default(64).describe('How many files are kept open at most'),
}) satisfies z.ZodType<unknown, CSVOptions>;

/** `LogbackOptions` with their defaults. */
export type LogbackSettings = z.output<typeof logbackOptions>;

/** `CSVOptions` with their defaults. */
export type CSVSettings = z.output<typeof csvOptions>;
