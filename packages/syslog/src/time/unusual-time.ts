import { endOfDigits, fractionMs } from '../text/digits.ts';
import { type BsdTime, beginsWithDate, beginsWithYearAndDate } from './bsd-time.ts';
import { beginsWithYear, type IsoTime } from './iso-time.ts';
import { noOffset } from './time-reader.ts';

const weekdays: ReadonlySet<string> = new Set(['Mon ', 'Tue ', 'Wed ', 'Thu ', 'Fri ', 'Sat ', 'Sun ']);

/**
 * A reader of times that few writers use: `Tue Nov  3 07:04:05 2026` (logread of OpenWrt), `Tue 2026-11-03 07:04:05 CET` and
 * `1793689445.123456` (journalctl with `-o short-full` and `-o short-unix`), `2026 Nov  3 07:04:05` (NX-OS). Looked for
 * when a line begins with none of the usual ones.
 */
export class UnusualTime {
  readonly bsd: BsdTime;
  readonly iso: IsoTime;
  time = 0;

  constructor(bsd: BsdTime, iso: IsoTime) {
    this.bsd = bsd;
    this.iso = iso;
  }

  /** Sets `time` and returns where it ends, or -1. */
  read(line: string, start: number): number {
    if (beginsWithYearAndDate(line, start)) return this.readBsd(this.bsd.readAfterYear(line, start));
    if (!beginsWithWeekday(line, start)) return this.readSeconds(line, start);
    if (beginsWithDate(line, start + 4)) return this.readBsd(this.bsd.readOther(line, start + 4, 0));
    return beginsWithYear(line, start + 4) ? this.readIso(line, start + 4) : -1;
  }

  readBsd(end: number): number {
    this.time = this.bsd.time;
    return end;
  }

  /**
   * Reads an ISO time. The name of its zone says nothing that can be relied on (`IST` is three zones): the stated zone counts.
   */
  readIso(line: string, start: number): number {
    const end = this.iso.read(line, start);
    this.time = this.iso.time;
    if (end < 0 || this.iso.tail.offset !== noOffset) return end;
    const zoneEnd = line.indexOf(' ', end + 1);
    return isZoneName(line, end + 1, zoneEnd) ? zoneEnd : end;
  }

  /** Reads seconds and microseconds since 1970, as ten and six digits. */
  readSeconds(line: string, start: number): number {
    const point = start + 10;
    const end = point + 7;
    if (line.charCodeAt(point) !== 0x2e || line.charCodeAt(end) !== 0x20) return -1;
    if (endOfDigits(line, start) !== point || endOfDigits(line, point + 1) !== end) return -1;
    this.time = Number(line.slice(start, point)) * 1_000 + fractionMs(line, point + 1, end);
    return end;
  }
}

/** Returns whether `Tue ` or its like stands at `at`. */
export function beginsWithWeekday(line: string, at: number): boolean {
  return weekdays.has(line.slice(at, at + 4));
}

/** Returns whether `CET` or its like stands at `start`: two to five capital letters. */
export function isZoneName(line: string, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 5) return false;
  for (let at = start; at < end; at++) {
    const code = line.charCodeAt(at);
    if (!(code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}
