import type { Dropped, RecordBatch, UnparsedEntry } from '@correlator/core';
import type { LogRecord, Vouched } from '@correlator/events';
import { type Frame, type FrameFailure, type FrameProblem, isParseFailure, type LineParser } from '@correlator/syslog';
import type { Origin, Parcel } from './channel.ts';

const explanations: Readonly<Record<FrameProblem, string>> = {
  'too-long': 'longer than maxMessageBytes; raise it if such messages are wanted',
  'bad-length':
    'the length of the next message (RFC 6587, octet counting) should stand here; have the sender count, or state `framing: newline`',
  incomplete: 'the connection ended in the middle of this message; see why the sender or the network cut it',
};

interface Made {
  readonly records: LogRecord[];
  readonly unparsed: UnparsedEntry[];
  /** Entries of hosts that their senders may not speak for. */
  refused: number;
}

/** Told of an entry of a host that its sender may not speak for. */
export type RefuseHost = (origin: Origin, host: string) => void;

/** Turns messages into records, numbered in the order in which they are read. */
export class BatchMaker {
  readonly parser: LineParser;
  readonly refuseHost: RefuseHost;
  next = 0;

  constructor(parser: LineParser, refuseHost: RefuseHost) {
    this.parser = parser;
    this.refuseHost = refuseHost;
  }

  make(parcels: readonly Parcel[], dropped: readonly Dropped[]): RecordBatch {
    const to: Made = { records: [], unparsed: [], refused: 0 };
    let bytes = 0;
    let receivedAt = Number.NEGATIVE_INFINITY;
    for (const parcel of parcels) {
      bytes += parcel.bytes;
      receivedAt = Math.max(receivedAt, parcel.receivedAt);
      this.parser.moveReference(parcel.receivedAt);
      for (const frame of parcel.frames) this.add(frame, parcel, to);
    }
    const { records, unparsed, refused } = to;
    const given = refused === 0 ? dropped : [...dropped, { reason: 'foreign-host', count: refused }];
    return { records, unparsed, dropped: given, bytes, ...(parcels.length > 0 && { receivedAt }) };
  }

  add(frame: Frame, { origin }: Parcel, to: Made): void {
    const offset = this.next++;
    const { source, vouched, hosts } = origin;
    if (typeof frame !== 'string') {
      to.unparsed.push(entryOf(frame, source, offset));
      return;
    }
    const parsed = this.parser.parse(frame, source, offset);
    if (isParseFailure(parsed)) to.unparsed.push(parsed);
    else if (hosts !== undefined && !hosts.includes(parsed.host)) {
      to.refused++;
      this.refuseHost(origin, parsed.host);
    } else to.records.push(vouchedFor(parsed, vouched));
  }
}

/**
 * Returns a record with what its connection vouches for, and nothing else: what an entry of the journal says comes from the
 * sender here.
 */
function vouchedFor(record: LogRecord, vouched: Vouched | undefined): LogRecord {
  if (vouched !== undefined) return { ...record, vouched };
  if (record.vouched === undefined) return record;
  const { vouched: _, ...rest } = record;
  return rest;
}

function entryOf({ problem, text }: FrameFailure, source: UnparsedEntry['source'], offset: number): UnparsedEntry {
  const reason = problem === 'too-long' ? 'message-too-long' : problem;
  return { reason, explanation: explanations[problem], column: 1, raw: text, source, offset };
}
