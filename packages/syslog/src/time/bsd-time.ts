import { wholeMs } from '../contract/line-parser-options.ts';
import { endOfDigits, fourDigits, isDigit, secondsOfDay } from '../text/digits.ts';
import { findYear, isDate, midnightOf, type YearFinder } from './calendar.ts';
import { noOffset, TimeReader } from './time-reader.ts';

const monthNames: readonly string[] = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** The length of `Nov  3 07:04:05 `. */
const usualLength = 16;

const months = new Map(monthNames.map((name, index) => [codeOf(name, 0), index + 1]));

/** Returns three ASCII characters as one number; 0 for any other. */
function codeOf(line: string, at: number): number {
  const first = line.charCodeAt(at);
  const second = line.charCodeAt(at + 1);
  const third = line.charCodeAt(at + 2);
  return (first | second | third) < 128 ? (first << 14) | (second << 7) | third : 0;
}

/** Returns whether a line has the name of a month and a digit at `at`: what follows is meant as a time. */
export function beginsWithDate(line: string, at: number): boolean {
  if (line.charCodeAt(at + 3) !== 0x20 || !months.has(codeOf(line, at))) return false;
  const code = line.charCodeAt(at + 4);
  return isDigit(code === 0x20 ? line.charCodeAt(at + 5) : code);
}

/** Returns whether `2026 Nov  3 …`, as NX-OS writes it, begins at `at`. */
export function beginsWithYearAndDate(line: string, at: number): boolean {
  return line.charCodeAt(at + 4) === 0x20 && endOfDigits(line, at) === at + 4 && beginsWithDate(line, at + 5);
}

/**
 * A reader of the time of RFC 3164 section 4.1.2, `Nov  3 07:04:05`, and what is made of it: `Nov 3` and `Nov 03`, a year
 * before or after the time of day, a fraction, an offset, a colon at the end (Cisco IOS). `read` returns where it ends, or -1
 * with `reason` and `failedAt`; `time` is then the instant.
 */
export class BsdTime extends TimeReader {
  readonly finder: YearFinder;
  /** The year of all dates without one, or undefined. */
  readonly statedYear: number | undefined;
  /** The date without a year seen last, as a number. */
  date = -1;
  /** Midnight of the date read last as if wall time were UTC; of `date` it is `dateMidnight`. */
  midnight = 0;
  dateMidnight = 0;
  /** The year behind the time of day that `readTail` read, or 0. */
  yearAfter = 0;
  /** Seconds since midnight that `time` stands for, or -1 if it has more to it. */
  seconds = -1;
  /** The time read last and the space behind it, if it had the usual form: most lines of a busy log repeat it. */
  readonly last = new Uint8Array(usualLength);
  hasLast = false;

  constructor(finder: YearFinder, statedYear: number | undefined) {
    super();
    this.finder = finder;
    this.statedYear = statedYear;
  }

  moveReference(time: number): void {
    const reference = wholeMs(time);
    if (reference === this.finder.reference) return;
    this.finder.reference = reference;
    this.date = -1;
    this.hasLast = false;
  }

  /** Reads the one form that most lines have first: two places for the day, then a host that is not `GMT`, `UTC` or a year. */
  read(line: string, start: number): number {
    const host = line.charCodeAt(start + 16);
    if (!(host > 0x40) || host === 0x47 || host === 0x55) return this.readOther(line, start, 0);
    return this.readUsual(line, start);
  }

  /** Returns whether the time read last, in its usual form, stands at `start` again; `read` would give `start + 15`. */
  repeats(codes: Uint8Array, start: number): boolean {
    const host = codes[start + usualLength] ?? 0;
    if (!this.hasLast || !(host > 0x40) || host === 0x47 || host === 0x55) return false;
    // The last digits differ most often.
    for (let i = usualLength - 1; i >= 0; i--) if (codes[start + i] !== this.last[i]) return false;
    return true;
  }

  readUsual(line: string, start: number): number {
    const day = paddedDay(line, start + 4);
    const seconds = secondsOfDay(line, start + 7, false);
    const plain = line.charCodeAt(start + 6) === 0x20 && line.charCodeAt(start + 15) === 0x20;
    if (!plain || day < 0 || seconds < 0) return this.readOther(line, start, 0);
    const { midnight } = this;
    if (!this.readDate(line, start, day, 0)) return -1;
    if (seconds !== this.seconds || midnight !== this.midnight) {
      this.time = this.finder.zone.toUtc(this.midnight + seconds * 1_000);
      this.seconds = seconds;
    }
    for (let i = 0; i < usualLength; i++) this.last[i] = line.charCodeAt(start + i);
    this.hasLast = true;
    return start + 15;
  }

  /** Reads a date with the year before the month: `2026 Nov  3 07:04:05`. */
  readAfterYear(line: string, start: number): number {
    return this.readOther(line, start + 5, fourDigits(line, start));
  }

  /** Reads any other form. `year` is 0 if it is still to be found. */
  readOther(line: string, start: number, year: number): number {
    this.seconds = -1;
    this.hasLast = false;
    const padded = line.charCodeAt(start + 6) === 0x20;
    const day = padded ? paddedDay(line, start + 4) : line.charCodeAt(start + 4) - 0x30;
    const at = padded ? start + 7 : start + 6;
    if (!(day >= 0 && day <= 39) || line.charCodeAt(at - 1) !== 0x20) return this.fail('bad-timestamp', start + 4);
    const yearBefore = year || yearAt(line, at);
    const clock = yearBefore > 0 && year === 0 ? at + 5 : at;
    const seconds = secondsOfDay(line, clock, true);
    if (seconds < 0) return this.fail('bad-timestamp', clock);
    const end = this.readTail(line, clock + 8, yearBefore > 0);
    if (end < 0 || !this.readDate(line, start, day, yearBefore || this.yearAfter)) return -1;
    this.time = this.tail.instant(this.finder.zone, this.midnight + seconds * 1_000);
    return end;
  }

  /** Reads fraction, offset and, if none came before, a year: sets `tail` and `yearAfter`. */
  readTail(line: string, start: number, hasYear: boolean): number {
    const { tail } = this;
    this.yearAfter = hasYear ? 0 : yearAfterSpace(line, start);
    let end = tail.read(line, this.yearAfter > 0 ? start + 5 : start);
    if (end < 0) return this.fail('bad-timestamp', start);
    if (!hasYear && this.yearAfter === 0 && tail.offset === noOffset) {
      // Junos: `07:04:05.123 2026`
      this.yearAfter = yearAfterSpace(line, end);
      if (this.yearAfter > 0) end += 5;
    }
    const after = line.charCodeAt(end) === 0x3a ? end + 1 : end;
    return after < line.length && line.charCodeAt(after) !== 0x20 ? this.fail('bad-timestamp', after) : after;
  }

  /** Sets `midnight` of the day in the month whose name is at `start`; `year` 0 is one that the line does not have. */
  readDate(line: string, start: number, day: number, year: number): boolean {
    const code = codeOf(line, start);
    const date = code * 64 + day;
    if (line.charCodeAt(start + 3) !== 0x20) return this.fail('no-timestamp', start) > 0;
    if (year === 0 && date === this.date) {
      this.midnight = this.dateMidnight;
      return true;
    }
    const month = months.get(code) ?? 0;
    if (month === 0) return this.fail('no-timestamp', start) > 0;
    const inYear = year > 0 ? year : (this.statedYear ?? findYear(this.finder, month, day));
    if (inYear === undefined || !isDate(inYear, month, day)) return this.fail('impossible-date', start + 4) > 0;
    this.midnight = midnightOf(inYear, month, day);
    if (year === 0) {
      this.dateMidnight = this.midnight;
      this.date = date;
    }
    return true;
  }
}

/** Returns the day in the two places at `at`, the first a digit or a space, or -1. */
function paddedDay(line: string, at: number): number {
  const tens = line.charCodeAt(at) - 0x30;
  const ones = line.charCodeAt(at + 1) - 0x30;
  if (!(ones >= 0 && ones <= 9)) return -1;
  if (tens === 0x20 - 0x30) return ones;
  return tens >= 0 && tens <= 3 ? tens * 10 + ones : -1;
}

function yearAfterSpace(line: string, at: number): number {
  return line.charCodeAt(at) === 0x20 ? yearAt(line, at + 1) : 0;
}

/** Returns the year at `at`, a word of its own, or 0. Other numbers of four digits are left to be hosts. */
function yearAt(line: string, at: number): number {
  const end = line.charCodeAt(at + 4) === 0x3a ? at + 5 : at + 4;
  if (line.charCodeAt(end) !== 0x20) return 0;
  const year = fourDigits(line, at);
  return year >= 1970 && year <= 2099 ? year : 0;
}
