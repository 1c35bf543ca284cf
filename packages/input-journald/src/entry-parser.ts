import type { RecordBatch, UnparsedEntry } from '@correlator/core';
import type { LogRecord, RecordSource } from '@correlator/events';
import { createJournaldParser, type Frame, isParseFailure, type LineParser } from '@correlator/syslog';
import { cursorOf } from './cursor.ts';
import { isOfSshd, sshdIdentifiers } from './sshd-units.ts';

/** So many numberings are remembered, for records to share their source. */
const mostSources = 1_000;

/** What lines of journalctl came to. */
export interface ParsedEntries {
  readonly batch: RecordBatch;
  /** Of all entries that have one, in order. */
  readonly cursors: readonly string[];
}

/** Turns lines of `journalctl -o json` into records: their position is the entry's number in its journal. */
export class EntryParser {
  readonly input: string;
  /** Entries of sshd are read whatever their unit is, of which only those of its units and of sessions are wanted. */
  readonly sessions: boolean;
  readonly parser: LineParser = createJournaldParser();
  readonly sources = new Map<string, RecordSource>();
  /** Of what has no cursor. */
  without = 0;

  constructor(input: string, sessions = false) {
    this.input = input;
    this.sessions = sessions;
  }

  /** The entry at `known` was given before, and is left out. */
  parse(lines: readonly Frame[], known: string | undefined): ParsedEntries {
    const records: LogRecord[] = [];
    const unparsed: UnparsedEntry[] = [];
    const cursors: string[] = [];
    let bytes = 0;
    for (const line of lines) {
      if (typeof line !== 'string') {
        unparsed.push(this.tooLong(line.text));
        continue;
      }
      const cursor = cursorOf(line);
      if (cursor !== undefined) cursors.push(cursor.text);
      if (cursor !== undefined && cursor.text === known) continue;
      bytes += Buffer.byteLength(line) + 1;
      const source = this.source(cursor?.numbering ?? 'none');
      const parsed = this.parser.parse(line, source, cursor?.number ?? this.without++);
      if (isParseFailure(parsed)) unparsed.push(parsed);
      else if (!this.sessions || isWanted(parsed)) records.push(parsed);
    }
    return { batch: { records, unparsed, bytes }, cursors };
  }

  source(identity: string): RecordSource {
    const known = this.sources.get(identity);
    if (known !== undefined) return known;
    if (this.sources.size >= mostSources) this.sources.clear();
    const source = { input: this.input, identity };
    this.sources.set(identity, source);
    return source;
  }

  tooLong(raw: string): UnparsedEntry {
    const explanation = 'longer than maxEntryBytes; raise it if such entries are wanted';
    return {
      reason: 'entry-too-long',
      explanation,
      column: 1,
      raw,
      source: this.source('none'),
      offset: this.without++,
    };
  }
}

const identifiers: ReadonlySet<string> = new Set(sshdIdentifiers);

function isWanted({ program, vouched }: LogRecord): boolean {
  return !identifiers.has(program) || isOfSshd(vouched?.unit);
}
