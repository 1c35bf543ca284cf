import { endOfDigits, fractionMs, isDigit } from '../text/digits.ts';
import { beginsWithYear, type IsoTime } from '../time/iso-time.ts';

/** What a writer that is no syslog puts in front of a text. */
export interface PlainHead {
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  /** The process id; `''` if the line has none. */
  readonly pid: string;
  /** The program that writes such lines; `''` if many do. */
  readonly program: string;
  /** Where the text begins. */
  readonly end: number;
}

const longestPid = 10;
const windowsTime = 23;
const svlogdTime = 25;
const tai64n = 25;

/** Of a TAI64 label for 1970-01-01 UTC, as daemontools and runit count: 2^62 and the ten seconds that TAI was ahead in 1972. */
const taiBegin = 0x4000_0000_0000_000an;

/**
 * Reads what writers other than syslogs put in front of a text; undefined if it is none of these: `9871 2026-11-24 10:00:01.108 ` of
 * sshd.log on Windows, `2026-11-24_10:00:01.10812 ` and `@4000000067a3…` of svlogd, the latter also of multilog. Looked for when a line is
 * nothing else.
 */
export function readPlainHead(line: string, iso: IsoTime): PlainHead | undefined {
  const first = line.charCodeAt(0);
  if (first === 0x40) return readTai64n(line);
  if (!isDigit(first)) return undefined;
  return beginsWithYear(line, 0) ? readSvlogd(line, iso) : readWindows(line, iso);
}

/** Reads `PID DATE TIME text`, whose time is that of the machine's zone (Win32-OpenSSH, contrib/win32/win32compat). */
function readWindows(line: string, iso: IsoTime): PlainHead | undefined {
  const pidEnd = endOfDigits(line, 0);
  const start = pidEnd + 1;
  const end = start + windowsTime;
  if (pidEnd > longestPid || line.charCodeAt(pidEnd) !== 0x20 || !beginsWithYear(line, start)) return undefined;
  if (line.charCodeAt(start + 10) !== 0x20 || line.charCodeAt(end - 4) !== 0x2e || line.charCodeAt(end) !== 0x20) {
    return undefined;
  }
  if (endOfDigits(line, end - 3) !== end || iso.read(line.slice(start, end), 0) < 0) return undefined;
  return { time: iso.time, pid: line.slice(0, pidEnd), program: 'sshd', end: end + 1 };
}

/** Reads the time of `svlogd -tt`, which is UTC. */
function readSvlogd(line: string, iso: IsoTime): PlainHead | undefined {
  if (line.charCodeAt(10) !== 0x5f || line.charCodeAt(svlogdTime) !== 0x20) return undefined;
  if (line.charCodeAt(19) !== 0x2e || endOfDigits(line, 20) !== svlogdTime) return undefined;
  if (iso.read(`${line.slice(0, 10)}T${line.slice(11, svlogdTime)}Z`, 0) < 0) return undefined;
  return { time: iso.time, pid: '', program: '', end: svlogdTime + 1 };
}

/** Reads a label of TAI64N: sixteen hexadecimal digits of seconds, eight of nanoseconds. */
function readTai64n(line: string): PlainHead | undefined {
  if (line.charCodeAt(tai64n) !== 0x20 || !/^@4[0-9a-f]{23}$/.test(line.slice(0, tai64n))) return undefined;
  const seconds = Number(BigInt(`0x${line.slice(1, 17)}`) - taiBegin);
  const nanoseconds = String(Number.parseInt(line.slice(17, tai64n), 16)).padStart(9, '0');
  if (seconds < 0 || seconds > 253_402_300_799 || nanoseconds.length > 9) return undefined;
  return { time: seconds * 1_000 + fractionMs(nanoseconds, 0, 9), pid: '', program: '', end: tai64n + 1 };
}
