import type { LogRecord } from '@correlator/events';
import { createRecord } from '../create-record.ts';
import type { UnparsedEntry } from '../input.ts';

/** The record that an entry without any header would be, if `program` had written it; with its tag or without. */
export function assumedRecord({ raw, source, offset }: UnparsedEntry, program: string): LogRecord {
  const { pid, message } = withoutTag(raw, program);
  return createRecord({ time: 0, host: '', program, pid, message, raw, source, offset });
}

/** `sshd[71]: text` and `sshd: text`, with spaces in front. */
function withoutTag(raw: string, program: string): { readonly pid: string; readonly message: string } {
  const text = raw.trimStart();
  if (!text.startsWith(program)) return { pid: '', message: raw };
  const [tag, pid = ''] = /^(?:\[(\d{1,10})\])?: ?/.exec(text.slice(program.length)) ?? [];
  return tag === undefined ? { pid: '', message: raw } : { pid, message: text.slice(program.length + tag.length) };
}
