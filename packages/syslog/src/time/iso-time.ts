import type { TimeZone } from '@correlator/events';
import { endOfDigits, fourDigits, secondsOfDay, twoDigits } from '../text/digits.ts';
import { isDate, midnightOf } from './calendar.ts';
import { noOffset, TimeReader } from './time-reader.ts';

/** Returns whether a line has four digits and a hyphen at `at`: what follows is meant as a time. */
export function beginsWithYear(line: string, at: number): boolean {
  return line.charCodeAt(at + 4) === 0x2d && endOfDigits(line, at) === at + 4;
}

/**
 * A reader of times that begin `2026-11-23T09:30:50`. `read` and `readStrict` return where the time ends, or -1 with `reason`
 * and `failedAt`; `time` is then the instant.
 */
export class IsoTime extends TimeReader {
  readonly zone: TimeZone;
  /** The date seen last, as a number, and its midnight as if wall time were UTC. */
  date = -1;
  midnight = 0;

  constructor(zone: TimeZone) {
    super();
    this.zone = zone;
  }

  /** Reads a time as files have it: `T` or a space, a fraction of any length after `.` or `,`, an offset or none. */
  read(line: string, start: number): number {
    const seconds = this.readSeconds(line, start, true);
    if (seconds < 0) return -1;
    const end = this.tail.read(line, start + 19);
    if (end < 0 || (end < line.length && line.charCodeAt(end) !== 0x20)) return this.fail('bad-timestamp', start + 19);
    this.time = this.tail.instant(this.zone, this.midnight + seconds * 1_000);
    return end;
  }

  /** Reads a TIMESTAMP of RFC 5424 section 6.2.3: `T`, at most six digits of fraction, always `Z` or an offset. */
  readStrict(line: string, start: number): number {
    const seconds = this.readSeconds(line, start, false);
    if (seconds < 0) return -1;
    const { tail } = this;
    const end = tail.read(line, start + 19);
    if (end < 0 || tail.offset === noOffset || !isStrictTail(line, start + 19, end)) {
      return this.fail('bad-timestamp', start + 19);
    }
    this.time = tail.instant(this.zone, this.midnight + seconds * 1_000);
    return end;
  }

  /** Sets `midnight` from the 19 characters at `start`, and returns the seconds since then, or -1. */
  readSeconds(line: string, start: number, loose: boolean): number {
    const seconds = secondsOfDay(line, start + 11, loose);
    const separator = line.charCodeAt(start + 10);
    if (seconds < 0 || (separator !== 0x54 && !(loose && separator === 0x20))) return this.fail('bad-timestamp', start);
    const year = fourDigits(line, start);
    const month = twoDigits(line, start + 5);
    const day = twoDigits(line, start + 8);
    if (
      year < 0 ||
      month < 0 ||
      day < 0 ||
      line.charCodeAt(start + 4) !== 0x2d ||
      line.charCodeAt(start + 7) !== 0x2d
    ) {
      return this.fail('bad-timestamp', start);
    }
    const date = (year * 16 + month) * 32 + day;
    if (date !== this.date) {
      if (!isDate(year, month, day)) return this.fail('impossible-date', start);
      this.midnight = midnightOf(year, month, day);
      this.date = date;
    }
    return seconds;
  }
}

/**
 * Returns whether a tail that was read is one of RFC 5424: it begins with `.` and at most six digits, and has a colon in its
 * offset.
 */
function isStrictTail(line: string, start: number, end: number): boolean {
  if (line.charCodeAt(end - 1) === 0x5a) return isStrictFraction(line, start, end - 1);
  return line.charCodeAt(end - 3) === 0x3a && isStrictFraction(line, start, end - 6);
}

function isStrictFraction(line: string, start: number, end: number): boolean {
  return end === start || (line.charCodeAt(start) === 0x2e && end <= start + 7);
}
