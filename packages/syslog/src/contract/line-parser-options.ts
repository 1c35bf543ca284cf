import { CorrelatorError, nearestName, type TimeZone, timeZone } from '@correlator/events';

/** The forms of lines that can be read; `'auto'` tells them apart by their first characters, line by line. */
export const lineFormats = ['auto', 'rfc3164', 'iso', 'rfc5424', 'journald'] as const;

/** One of `lineFormats`. */
export type LineFormat = (typeof lineFormats)[number];

/** The last millisecond of the year 9999. */
export const latestTime = 253_402_300_799_999;

/**
 * The rule by which a date without a year gets one. `'nearest'`: the year in which it is nearest to the reference time.
 * `'past'`: the latest year in which it is not more than a day after the reference time.
 */
export type YearRule = 'nearest' | 'past';

/** The options of a line parser. */
export interface LineParserOptions {
  /** The form of the lines. @default 'auto' */
  readonly format?: LineFormat;
  /**
   * Zone of times that name none: an IANA name or an offset.
   * @default 'UTC'
   */
  readonly zone?: string;
  /** The year of all dates without one, 1970 to 9999, instead of what `yearRule` gives. */
  readonly year?: number;
  /**
   * The rule by which a date without a year gets one. `'past'` suits a file whose `reference` is the time it was last
   * written: none of its lines is later, and it may reach back up to a year.
   * @default 'nearest'
   */
  readonly yearRule?: YearRule;
  /**
   * The reference time, in milliseconds since 1970 UTC: when a file was last written, or when live input was received.
   * It gives dates their year, and stands in for a time that a line does not have (NIL in RFC 5424, none after the
   * priority in RFC 3164).
   */
  readonly reference: number;
  /**
   * The program of lines that name none, such as `sshd`. With it, `auto` and `rfc3164` also take lines that have no header at
   * all, as a program writes them to its standard error: the whole line is the message, and the time is the reference time.
   * @default none: such lines are no records, and others have the program `''`
   */
  readonly program?: string;
}

/** `LineParserOptions` checked, with their defaults. */
export interface LineSettings {
  readonly zone: TimeZone;
  readonly year: number | undefined;
  readonly yearRule: YearRule;
  readonly reference: number;
  /** `''` if none is stated. */
  readonly program: string;
}

/** Checks and completes options. Throws `OPTIONS_INVALID` with every problem, or `TIME_ZONE_UNKNOWN`. */
export function lineSettings(options: LineParserOptions): LineSettings {
  const { zone = 'UTC', year, yearRule = 'nearest', reference, program } = options;
  const problems = [
    ...formatProblems(options.format),
    ...timeProblems(year, yearRule, reference),
    ...programProblems(program),
  ];
  if (problems.length > 0) {
    throw new CorrelatorError('OPTIONS_INVALID', `wrong options of a line parser:\n  ${problems.join('\n  ')}`, {
      details: { problems },
    });
  }
  return { zone: timeZone(zone), year, yearRule, reference: wholeMs(reference), program: program ?? '' };
}

/** Returns a reference time in whole milliseconds, as the times of records are; those of files have fractions. */
export function wholeMs(reference: number): number {
  return Math.floor(reference);
}

function formatProblems(format: string | undefined): string[] {
  if (format === undefined || lineFormats.some((known) => known === format)) return [];
  const nearest = nearestName(format, lineFormats);
  return [
    `format: '${format}' is not one of ${lineFormats.join(', ')}${nearest === undefined ? '' : `; did you mean '${nearest}'?`}`,
  ];
}

/** Returns whether a text may be the name of a program: a word of at most 128 characters. */
export function isProgramName(program: string): boolean {
  return /^[^\s[\]]{1,128}$/.test(program);
}

function programProblems(program: string | undefined): string[] {
  if (program === undefined || isProgramName(program)) return [];
  return [`program: '${program}' is not the name of a program; give a word, such as sshd`];
}

function timeProblems(year: number | undefined, yearRule: string, reference: number): string[] {
  const problems: string[] = [];
  if (year !== undefined && !(Number.isInteger(year) && year >= 1970 && year <= 9999)) {
    problems.push(`year: ${year} is not a year from 1970 to 9999`);
  }
  if (yearRule !== 'nearest' && yearRule !== 'past')
    problems.push(`yearRule: '${yearRule}' is not one of nearest, past`);
  if (!(reference >= 0 && reference <= latestTime)) {
    problems.push(`reference: ${reference} is not a time; give milliseconds since 1970 UTC, such as a file's mtimeMs`);
  }
  return problems;
}
