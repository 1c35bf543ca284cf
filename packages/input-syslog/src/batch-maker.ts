import type { Dropped, RecordBatch, UnparsedEntry } from '@correlator/core';
import type { LogRecord } from '@correlator/events';
import { type Frame, type FrameFailure, type FrameProblem, isParseFailure, type LineParser } from '@correlator/syslog';
import type { Parcel } from './channel.ts';

const explanations: Readonly<Record<FrameProblem, string>> = {
  'too-long': 'longer than maxMessageBytes; raise it if such messages are wanted',
  'bad-length':
    'the length of the next message (RFC 6587, octet counting) should stand here; have the sender count, or state `framing: newline`',
  incomplete: 'the connection ended in the middle of this message; see why the sender or the network cut it',
};

interface Made {
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
}

/** Turns messages into records, numbered in the order in which they are read. */
export class BatchMaker {
  readonly parser: LineParser;
  next = 0;

  constructor(parser: LineParser) {
    this.parser = parser;
  }

  make(parcels: readonly Parcel[], dropped: readonly Dropped[]): RecordBatch {
    const to: Made = { records: [], unparsed: [] };
    let bytes = 0;
    let receivedAt = Number.NEGATIVE_INFINITY;
    for (const parcel of parcels) {
      bytes += parcel.bytes;
      receivedAt = Math.max(receivedAt, parcel.receivedAt);
      this.parser.moveReference(parcel.receivedAt);
      for (const frame of parcel.frames) this.add(frame, parcel, to);
    }
    return { ...to, dropped, bytes, ...(parcels.length > 0 && { receivedAt }) };
  }

  add(frame: Frame, { source }: Parcel, to: Made): void {
    const offset = this.next++;
    if (typeof frame !== 'string') {
      to.unparsed.push(entryOf(frame, source, offset));
      return;
    }
    const parsed = this.parser.parse(frame, source, offset);
    if (isParseFailure(parsed)) to.unparsed.push(parsed);
    else to.records.push(parsed);
  }
}

function entryOf({ problem, text }: FrameFailure, source: UnparsedEntry['source'], offset: number): UnparsedEntry {
  const reason = problem === 'too-long' ? 'message-too-long' : problem;
  return { reason, explanation: explanations[problem], column: 1, raw: text, source, offset };
}
