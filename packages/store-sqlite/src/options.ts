import * as z from 'zod';

/** Options of a store in an SQLite file. */
export interface SqliteStoreOptions {
  /**
   * The file; made if it is missing, its folder too. SQLite keeps files beside it: `-wal`, `-shm`, `-lock`.
   * @default 'correlator.db'
   */
  readonly path?: string | undefined;
  /**
   * What a checkpoint survives once it is committed. `full`: a crash of the process, of the machine, a power failure.
   * `normal`: the same, but the machine's crash may take the last checkpoints with it, as a whole. `off`: a crash of the
   * process only; one of the machine may damage the file.
   * @default 'full'
   */
  readonly sync?: 'full' | 'normal' | 'off' | undefined;
}

/** Checks and completes `SqliteStoreOptions`. */
export const sqliteStoreOptions = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ format: 'path' })
    .default('correlator.db')
    .describe('The file; made where it is missing, its folder too'),
  sync: z
    .enum(['full', 'normal', 'off'])
    .default('full')
    .describe(
      'What a checkpoint survives: `full` a power failure, `normal` that without the last ones, `off` a crash of the process',
    ),
}) satisfies z.ZodType<unknown, SqliteStoreOptions>;

/** `SqliteStoreOptions` with their defaults. */
export type SqliteStoreSettings = z.output<typeof sqliteStoreOptions>;
