import type { LogRecord, RecordSource, StructuredData } from '@correlator/events';
import { parseLastRepeat, parseRepeat, repeatedMessage } from './repeat.ts';

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
  const first = message.charCodeAt(0);
  if (first === 0x6d) {
    const times = parseRepeat(message);
    if (times > 0) {
      repeat = times;
      text = repeatedMessage(message);
    }
  } else if ((first === 0x6c || first === 0x2d) && (program === '' || program === 'syslogd')) {
    repeat = parseLastRepeat(message, 0) || 1;
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
