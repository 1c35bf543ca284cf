/** The names of facilities by number (RFC 5424 section 6.2.1, table 1), as syslog.conf and journalctl write them. */
export const facilityNames: readonly string[] = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
];

/** The names of severities by number (RFC 5424 section 6.2.1, table 2): 0 is the most severe. */
export const severityNames: readonly string[] = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

const otherFacilityNames = new Map([['security', 4]]);
const otherSeverityNames = new Map([
  ['panic', 0],
  ['error', 3],
  ['warn', 4],
]);

/** No priority: `parsePriority` returns it for a line without one, and for a wrong one. */
export const noPriority = -1;

/**
 * Returns the number of the `<PRI>` that a line begins with: 0 to 191, without leading zeros (RFC 3164 section 4.1.1, RFC 5424
 * section 6.2.1), or -1. Facility is the number divided by 8, severity the remainder.
 */
export function parsePriority(line: string): number {
  if (line.charCodeAt(0) !== 0x3c) return noPriority;
  let value = line.charCodeAt(1) - 0x30;
  if (!(value >= 0 && value <= 9)) return noPriority;
  for (let at = 2; at < 5; at++) {
    const code = line.charCodeAt(at);
    if (code === 0x3e) return value > 191 ? noPriority : value;
    if (value === 0 || !(code >= 0x30 && code <= 0x39)) return noPriority;
    value = value * 10 + code - 0x30;
  }
  return noPriority;
}

/** Returns where the text after `<PRI>` begins. */
export function endOfPriority(priority: number): number {
  if (priority < 0) return 0;
  return priority < 10 ? 3 : priority < 100 ? 4 : 5;
}

/** Returns the priority of `auth.info`, `4.6` or `auth|security:info`, or -1: as busybox, FreeBSD, Solaris or AIX write it. */
export function priorityByName(text: string): number {
  const bar = text.indexOf('|');
  const end = bar > 0 ? bar : text.indexOf('.');
  const start = bar > 0 ? text.indexOf(':', bar) : end;
  if (end < 1 || start < 0) return noPriority;
  const facility = numberOf(text.slice(0, end), facilityNames, otherFacilityNames);
  const severity = numberOf(text.slice(start + 1), severityNames, otherSeverityNames);
  return facility < 0 || severity < 0 ? noPriority : facility * 8 + severity;
}

function numberOf(name: string, names: readonly string[], otherNames: ReadonlyMap<string, number>): number {
  const number = Number(name);
  if (name !== '' && String(number) === name) return names[number] === undefined ? -1 : number;
  return otherNames.get(name) ?? names.indexOf(name);
}
