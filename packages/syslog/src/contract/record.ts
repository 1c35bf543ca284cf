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

/** The tag that a line without a header may begin with. */
const bareTag = /^(?:\[(\d{1,10})\])?: ?/;

/** What is known of a line without a header besides its text. */
export interface BareLine {
  readonly program: string;
  readonly time: number;
  /** Where the text begins in the line. */
  readonly start: number;
}

/** Returns the record of a line that names neither host nor program: with `sshd[71]: ` or `sshd: ` in front of its message or without. */
export function createBareRecord(raw: string, bare: BareLine, source: RecordSource, offset: number): LogRecord {
  const { program, time, start } = bare;
  const text = raw.slice(start);
  const [tag, pid = ''] = text.startsWith(program) ? (bareTag.exec(text.slice(program.length)) ?? []) : [];
  const message = tag === undefined ? text : text.slice(program.length + tag.length);
  return createRecord(time, '', program, pid, undefined, undefined, '', undefined, message, raw, source, offset);
}
