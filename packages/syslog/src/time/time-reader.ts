/** What the readers of times have in common. */
import type { TimeZone } from '@correlator/events';
import type { FailureReason } from '../contract/parse-failure.ts';
import { endOfDigits, fractionMs, isDigit, twoDigits } from '../text/digits.ts';

/** No offset: `offsetMinutes` returns it for what is not one. */
export const noOffset = 0x7fff;

/** Returns the minutes of the `±hh:mm` or `±hhmm` at `at`, or `noOffset`. */
export function offsetMinutes(line: string, at: number): number {
  const sign = line.charCodeAt(at);
  const hours = twoDigits(line, at + 1);
  const minutes = twoDigits(line, line.charCodeAt(at + 3) === 0x3a ? at + 4 : at + 3);
  if ((sign !== 0x2b && sign !== 0x2d) || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return noOffset;
  return sign === 0x2d ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

/**
 * A reader of what may stand between the seconds of a time in a file and the host: a fraction of any length after `.` or `,`,
 * then `Z` or an offset, or those or `UTC` or `GMT` after one space. `read` sets `ms` and `offset` and returns where it ends,
 * or -1. All of these are small integers, which cost nothing to hand on.
 */
export class TimeTail {
  /** Milliseconds of the fraction. */
  ms = 0;
  /** Minutes, or `noOffset` if none is written. */
  offset = noOffset;

  read(line: string, start: number): number {
    let at = start;
    let code = line.charCodeAt(at);
    this.ms = 0;
    this.offset = noOffset;
    if (code === 0x2e || code === 0x2c) {
      const end = endOfDigits(line, at + 1);
      if (end === at + 1) return -1;
      this.ms = fractionMs(line, at + 1, end);
      at = end;
      code = line.charCodeAt(at);
    }
    return code === 0x20 ? this.readSpaced(line, at) : this.readOffset(line, at);
  }

  /** Reads `Z`, an offset, or nothing. */
  readOffset(line: string, at: number): number {
    const code = line.charCodeAt(at);
    if (code === 0x5a) {
      this.offset = 0;
      return at + 1;
    }
    if (code !== 0x2b && code !== 0x2d) return at;
    this.offset = offsetMinutes(line, at);
    if (this.offset === noOffset) return -1;
    return line.charCodeAt(at + 3) === 0x3a ? at + 6 : at + 5;
  }

  /** Reads ` UTC`, ` GMT`, ` +0100`: a word of its own that cannot be a host. */
  readSpaced(line: string, at: number): number {
    const code = line.charCodeAt(at + 1);
    if ((code === 0x2b || code === 0x2d) && isDigit(line.charCodeAt(at + 2)) && isDigit(line.charCodeAt(at + 5))) {
      return this.readOffset(line, at + 1);
    }
    if (!(code === 0x55 && isWord(line, at, ' UTC')) && !(code === 0x47 && isWord(line, at, ' GMT'))) return at;
    this.offset = 0;
    return at + 4;
  }

  /** Returns the instant of the wall time before this tail, in whole seconds. */
  instant(zone: TimeZone, localMs: number): number {
    const local = localMs + this.ms;
    return this.offset === noOffset ? zone.toUtc(local) : local - this.offset * 60_000;
  }
}

/** A reader of times. `reason` and `failedAt` say why a `read` returned -1. */
export abstract class TimeReader {
  readonly tail = new TimeTail();
  /** The instant that was read last, in milliseconds since 1970 UTC. */
  time = 0;
  reason: FailureReason = 'bad-timestamp';
  failedAt = 0;

  fail(reason: FailureReason, at: number): number {
    this.reason = reason;
    this.failedAt = at;
    return -1;
  }
}

function isWord(line: string, at: number, word: string): boolean {
  const after = line.charCodeAt(at + word.length);
  return line.startsWith(word, at) && (after === 0x20 || after === 0x3a);
}
