/** Lines of `log show` of macOS: thread, type, activity, process and time to live stand between the time and the name of the program. */
const columns =
  /^0x[0-9a-f]{1,16} +(?:Default|Info|Debug|Error|Fault|Activity) +0x[0-9a-f]{1,16} +(\d{1,10}) +\d{1,10} +/;

/** What may stand in front of a message: the library that logged it, and its subsystem and category. */
const origin = /^(?:\([\w .+-]{1,100}\) )?(?:\[[\w.-]{1,100}:[\w.-]{0,100}\] )?/;

/** The longest columns that are looked at. */
const longestColumns = 160;

/** The columns of a line of `log show`. */
export interface LogShowColumns {
  readonly pid: string;
  /** Where the name of the program begins. */
  readonly end: number;
}

/** Reads the columns at `start`; undefined if they do not stand there. */
export function readLogShow(line: string, start: number): LogShowColumns | undefined {
  if (line.charCodeAt(start) !== 0x30 || line.charCodeAt(start + 1) !== 0x78) return undefined;
  const [head, pid] = columns.exec(line.slice(start, start + longestColumns)) ?? [];
  return head === undefined || pid === undefined ? undefined : { pid, end: start + head.length };
}

/** Returns where the message of `log show` begins behind what may stand in front of it. */
export function skipOrigin(line: string, start: number): number {
  return start + (origin.exec(line.slice(start, start + 2 * longestColumns))?.[0].length ?? 0);
}
