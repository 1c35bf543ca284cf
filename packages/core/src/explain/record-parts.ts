import type { LogRecord } from '@correlator/events';
import type { TextPart } from '../contract/trace.ts';

/** Where in an entry, as it was read, the parts of its record stand. */
export interface RecordParts {
  /** Time, host, program and process id, as far as they stand there as the record has them; in order. */
  readonly header: readonly TextPart[];
  /** Where the message begins; undefined where it is written in another form, as in JSON. */
  readonly message: number | undefined;
}

/** Finds the parts of a record in its entry, for people to see. */
export function recordParts(record: LogRecord): RecordParts {
  const message = messageStart(record);
  if (message === undefined) return { header: [], message };
  const head = record.raw.slice(0, message);
  const header: TextPart[] = [];
  let from = endOfPriority(head);
  const host = record.host === '' ? -1 : head.indexOf(` ${record.host} `, from);
  if (host >= 0) {
    addTime(header, head, from, host);
    from = add(header, 'host', host + 1, record.host);
  }
  const program = wordIn(head, record.program, from);
  if (program < 0) return { header, message };
  if (host < 0) addTime(header, head, from, program);
  from = add(header, 'program', program, record.program);
  const pid = wordIn(head, record.pid, from);
  if (pid >= 0) add(header, 'pid', pid, record.pid);
  return { header, message };
}

/** The message is the end of the entry, or within the brackets of `message repeated`. */
function messageStart({ raw, message, repeat }: LogRecord): number | undefined {
  if (raw.startsWith('{')) return undefined;
  if (raw.endsWith(message)) return raw.length - message.length;
  const start = raw.length - message.length - 1;
  return repeat > 1 && raw.startsWith(message, start) ? start : undefined;
}

/** Behind `<34>`, and the version of RFC 5424 where one follows. */
function endOfPriority(head: string): number {
  return /^<[^>]{1,16}>(?:\d{1,3} )?/.exec(head)?.[0].length ?? 0;
}

function wordIn(head: string, word: string, from: number): number {
  return word === '' ? -1 : head.indexOf(word, from);
}

function addTime(parts: TextPart[], head: string, from: number, to: number): void {
  const start = from + (head.slice(from, to).length - head.slice(from, to).trimStart().length);
  const end = head.slice(0, to).trimEnd().length;
  if (end > start) parts.push({ name: 'time', start, end });
}

/** Answers where the part ends. */
function add(parts: TextPart[], name: string, start: number, text: string): number {
  parts.push({ name, start, end: start + text.length });
  return start + text.length;
}
