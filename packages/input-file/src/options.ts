import { isTimeZone, parseDuration } from '@correlator/events';
import { isProgramName, type LineFormat, lineFormats } from '@correlator/syslog';
import * as z from 'zod';

/** Options of `FileInput`. */
export interface FileInputOptions {
  /**
   * The file, or the files; `-` is standard input. Plain or gzip: the content tells, not the name. A path with `*`, `?`,
   * `[…]` or `{…}` is a pattern, unless a file of just this name exists; `**` stands for any folders.
   */
  readonly paths: string | readonly string[];
  /**
   * Patterns of files that are left out although a pattern in `paths` matches them.
   * @default none
   */
  readonly exclude?: string | readonly string[] | undefined;
  /**
   * How entries are written; `auto` looks at each line.
   * @default 'auto'
   */
  readonly format?: LineFormat | undefined;
  /**
   * The program of lines that name none, such as `sshd`. With it, lines without any header are records too, with the time of
   * receipt, or with that of the file's last change where the file is read to its end.
   * @default none
   */
  readonly program?: string | undefined;
  /**
   * IANA time zone of times that do not name one.
   * @default the engine's zone
   */
  readonly zone?: string | undefined;
  /**
   * Year of times that do not name one (RFC 3164).
   * @default the latest year in which a time is not more than a day after the file's time of change, or after the time
   *   of receipt for standard input and what is appended while following
   */
  readonly year?: number | undefined;
  /**
   * Goes on waiting for what is appended, until stopped. Without it, files are read to their end.
   * @default false
   */
  readonly follow?: boolean | undefined;
  /**
   * The longest line, in bytes without its line end. A longer one is counted as unparsed (`line-too-long`).
   * @default 1048576
   */
  readonly maxLineBytes?: number | undefined;
  /**
   * How often a followed file is looked at if the system does not report a change of it.
   * @default '1s'
   */
  readonly pollInterval?: string | number | undefined;
  /**
   * How long a followed file that was renamed or removed must have been quiet before nothing more is expected of it: its
   * writer may go on with it for a while.
   * @default '1m'
   */
  readonly rotateWait?: string | number | undefined;
}

const path = z.string().min(1, 'empty; give the path of a file, or - for standard input').meta({ format: 'path' });

const paths = z
  .union([path, z.array(path).min(1, 'give at least one file, or - for standard input')])
  .superRefine((given, check) => {
    const twice = typeof given === 'string' ? undefined : given.find((one, i) => given.indexOf(one) !== i);
    if (twice !== undefined)
      check.addIssue({ code: 'custom', message: `${twice} is given twice; give each file once` });
  });

const pollHint = "not a duration from 10ms to 1h; write a number with a unit, such as '1s'";

function isPollInterval(duration: string | number): boolean {
  const ms = parseDuration(duration);
  return ms !== undefined && ms >= 10 && ms <= 3_600_000;
}

function isRotateWait(duration: string | number): boolean {
  const ms = parseDuration(duration);
  return ms !== undefined && ms >= 0 && ms <= 86_400_000;
}

/** Checks and completes `FileInputOptions`. */
export const fileOptions = z.strictObject({
  paths: paths.describe(
    'The file, or a list of files; `-` is standard input; `*`, `?`, `[…]`, `{…}`, `**` make a pattern',
  ),
  exclude: z
    .union([path, z.array(path)])
    .optional()
    .describe('Patterns of files that patterns in `paths` leave out'),
  format: z.enum(lineFormats).default('auto').describe('How entries are written; `auto` looks at each line'),
  program: z
    .string()
    .refine(isProgramName, 'must be the name of a program, such as sshd: one word without brackets')
    .optional()
    .describe('The program of lines that name none, also of those without any header, as `sshd -D -e` writes them'),
  zone: z
    .string()
    .refine(isTimeZone, "unknown time zone; write an IANA name such as 'Europe/Vienna'")
    .optional()
    .meta({ format: 'time-zone' })
    .describe('IANA time zone of times that do not name one'),
  year: z.int().min(1970).max(9999).optional().describe('Year of times that do not name one'),
  follow: z.boolean().default(false).describe('Waits for what is appended, until stopped'),
  maxLineBytes: z.int().min(64).max(67_108_864).default(1_048_576).describe('The longest line, in bytes'),
  pollInterval: z
    .union([z.string(), z.number()])
    .refine(isPollInterval, pollHint)
    .default('1s')
    .meta({ format: 'time-span' })
    .describe('How often a followed file is looked at if the system does not report a change of it'),
  rotateWait: z
    .union([z.string(), z.number()])
    .refine(isRotateWait, "not a duration from 0 to 1d; write a number with a unit, such as '1m'")
    .default('1m')
    .meta({ format: 'time-span' })
    .describe('How long a renamed or removed file must be quiet before it is left'),
}) satisfies z.ZodType<unknown, FileInputOptions>;

/** `FileInputOptions` with their defaults. */
export type FileInputSettings = z.output<typeof fileOptions>;
