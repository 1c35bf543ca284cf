import type { LogRecord, RecordSource, StructuredData } from '@correlator/events';

const repeatedPrefix = 'message repeated ';

/**
 * The one place where records are made: all have the same properties in the same order, so that whatever reads them is
 * compiled for one shape. It takes its values one by one because an object of options per line would cost more than
 * the record.
 */
export function createRecord(
  time: number,
  host: string,
  program: string,
  pid: string,
  facility: number | undefined,
  severity: number | undefined,
  msgid: string,
  structuredData: StructuredData | undefined,
  message: string,
  raw: string,
  source: RecordSource,
  offset: number,
): LogRecord {
  let text = message;
  let repeat = 1;
  if (message.charCodeAt(0) === 0x6d && message.startsWith(repeatedPrefix)) {
    repeat = parseRepeat(message);
    if (repeat > 0) text = repeatedMessage(message);
    else repeat = 1;
  }
  return {
    time,
    host,
    program,
    pid,
    facility,
    severity,
    msgid,
    structuredData,
    message: text,
    repeat,
    raw,
    source,
    offset,
    late: false,
    retimed: false,
  };
}

/**
 * N of rsyslog's `message repeated N times: [ … ]`, 0 where `message` is not that from its first character to its last.
 * N has at most nine digits.
 */
export function parseRepeat(message: string): number {
  let count = 0;
  let at = repeatedPrefix.length;
  if (!message.startsWith(repeatedPrefix)) return 0;
  for (; at < repeatedPrefix.length + 9; at++) {
    const code = message.charCodeAt(at);
    if (!(code >= 0x30 && code <= 0x39)) break;
    count = count * 10 + code - 0x30;
  }
  return message.startsWith(' times: [', at) && message.endsWith(']') ? count : 0;
}

/** The inner text of a message for which `parseRepeat` gave a number. */
function repeatedMessage(message: string): string {
  const start = message.indexOf('[', repeatedPrefix.length) + 1;
  return message.slice(message.charCodeAt(start) === 0x20 ? start + 1 : start, -1);
}
