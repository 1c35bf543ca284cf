import { isDigit } from '../text/digits.ts';

const repeatedPrefix = 'message repeated ';
const lastRepeatedPrefix = 'last message repeated ';
const dashes = '--- ';

/**
 * Returns N of rsyslog's `message repeated N times: [ … ]`, 0 if `message` is not that from its first character to its last.
 * N has at most nine digits.
 */
export function parseRepeat(message: string): number {
  if (!message.startsWith(repeatedPrefix)) return 0;
  const end = endOfCount(message, repeatedPrefix.length);
  if (!message.startsWith(' times: [', end) || !message.endsWith(']')) return 0;
  return Number(message.slice(repeatedPrefix.length, end));
}

/** Returns the inner text of a message for which `parseRepeat` gave a number. */
export function repeatedMessage(message: string): string {
  const start = message.indexOf('[', repeatedPrefix.length) + 1;
  return message.slice(message.charCodeAt(start) === 0x20 ? start + 1 : start, -1);
}

/**
 * Returns N of `last message repeated N times` from `start` to the end of a line, as the syslogd of the BSDs, Solaris and old
 * rsyslog write it, or of `--- last message repeated N times ---` (macOS); otherwise 0.
 */
export function parseLastRepeat(line: string, start: number): number {
  const dashed = line.startsWith(dashes, start);
  const at = dashed ? start + dashes.length : start;
  if (!line.startsWith(lastRepeatedPrefix, at)) return 0;
  const count = at + lastRepeatedPrefix.length;
  const end = endOfCount(line, count);
  const rest = line.slice(end, end + 12);
  const ended = dashed ? rest === ' times ---' || rest === ' time ---' : rest === ' times' || rest === ' time';
  return ended ? Number(line.slice(count, end)) : 0;
}

/** Returns whether `last message repeated 3 times` may stand in place of a host, with dashes around it or without. */
export function mayTellRepeat(line: string, at: number): boolean {
  return line.startsWith('last ', at) || line.startsWith('--- ', at);
}

/** Returns where the digits at `start` end, at most nine. */
function endOfCount(text: string, start: number): number {
  const limit = start + 9;
  let at = start;
  while (at < limit && isDigit(text.charCodeAt(at))) at++;
  return at;
}
