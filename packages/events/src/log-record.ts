/** Records: what every input makes of a log entry, whatever its format. */

/** SD-ELEMENTs of RFC 5424 by SD-ID; each a map of PARAM-NAME to PARAM-VALUE. */
export type StructuredData = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The source of records: shared by all records of one file, connection or journal. */
export interface RecordSource {
  /** The name of the input in the configuration. */
  readonly input: string;
  /** What tells this source from all others of that input: content fingerprint and generation, or an epoch. */
  readonly identity: string;
  /** The address of their sender, if a network names one. Never taken from the entries themselves. */
  readonly sender?: string;
}

/**
 * What the source of a record vouches for about who wrote the entry, and the writer of its text cannot choose: the journal
 * asks the kernel, a connection has an address, a certificate is signed by somebody else. A member is absent where the source
 * does not know it. What is not vouched for (host, program and process id of an entry) is the entry's own word.
 *
 * @example
 * const isOfUser = ({ vouched }: Pick<LogRecord, 'vouched'>) => vouched?.uid !== undefined && vouched.uid !== 0;
 * isOfUser({ vouched: { uid: 1000, command: 'logger' } }); // true
 */
export interface Vouched {
  /** The user id of the process (journal: `_UID`). */
  readonly uid?: number;
  /** The process id as the machine that keeps the journal has it (`_PID`); in a container, the process itself may say another. */
  readonly pid?: number;
  /** The name of the process (journal: `_COMM`). A process may change its own: it says more of root's than of others. */
  readonly command?: string;
  /** The path of its program (journal: `_EXE`). Whoever may run that program may have it speak. */
  readonly executable?: string;
  /** The systemd unit (journal: `_SYSTEMD_UNIT`), such as `ssh.service` or `session-3.scope`. */
  readonly unit?: string;
  /** The address at the other end of a TCP or TLS connection. Absent for datagrams, whose source address anybody can forge. */
  readonly peer?: string;
  /** The name in the certificate that a TLS client showed and the server's `ca` signed. */
  readonly certificate?: string;
}

/** A value of `LogRecord.fields`: what JSON can say. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [name: string]: FieldValue };

/** One parsed log entry. Never mutated. */
export interface LogRecord {
  /** When it happened, by its own word: milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  /** The host that wrote it; `''` if the entry names none. */
  readonly host: string;
  /** The program (RFC 5424 APP-NAME, RFC 3164 tag without the process id); `''` if the entry names none. */
  readonly program: string;
  /** The process id as written (RFC 5424 PROCID); `''` if the entry names none. */
  readonly pid: string;
  /** Syslog facility, 0 to 23. */
  readonly facility: number | undefined;
  /** Syslog severity, 0 (emergency) to 7 (debug). */
  readonly severity: number | undefined;
  /** RFC 5424 MSGID; `''` if there is none. */
  readonly msgid: string;
  readonly structuredData: StructuredData | undefined;
  readonly message: string;
  /**
   * How often it happened: N of `message repeated N times: [ … ]`, otherwise 1. Of `last message repeated N times` too, which
   * stands for N more of the line before it of the same host: inputs leave it as it is, and modules get it with the program,
   * process and message of that line, if the engine knows it.
   */
  readonly repeat: number;
  /** The entry as it was read, without its line end. */
  readonly raw: string;
  readonly source: RecordSource;
  /** Position within the source (bytes of uncompressed content, or a sequence number); never repeats there. */
  readonly offset: number;
  /** Its time is before the watermark of its input. Set by the engine. */
  readonly late: boolean;
  /** Its time was replaced by the time of receipt, as it lay too far ahead. Set by the engine. */
  readonly retimed: boolean;
  /** Who wrote it, as far as its source vouches for that; absent, never undefined, where it knows nothing of it. */
  readonly vouched?: Vouched;
  /**
   * What a structured format read besides the members above, by name: own properties only. Absent, never undefined, where
   * the format has none, as those of syslog and of the journal.
   */
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /** The name of the format that `fields` are of, such as `combined`; absent where they are. */
  readonly format?: string;
}

/** Returns the position of a record in words: unique for as long as its source keeps its identity. */
export function positionOf(record: LogRecord): string {
  return `${record.source.input} ${record.source.identity} ${record.offset}`;
}

/**
 * Returns the same text in memory of its own. V8 makes a part of 13 characters or more of a longer text a pointer into that
 * text: kept beyond its record, it keeps the whole block alive that was read. To be called on whatever a module keeps of the
 * text of a record; keys of `keyed` and `slidingWindow` are copied already.
 *
 * @example
 * const block = 'Failed password for invalid user administrator from 192.0.2.1';
 * const users = new Map([['bastion', copyText(block.slice(33, 46))]]);
 * users.get('bastion'); // administrator
 */
export function copyText(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}

/**
 * A record as JSON: ISO time, `null` for what the entry does not say. `vouched`, `fields` and `format` are there only where the
 * record has them.
 */
export interface LogRecordJSON {
  readonly time: string;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: string | null;
  readonly facility: number | null;
  readonly severity: number | null;
  readonly msgid: string | null;
  readonly structuredData: Record<string, Record<string, string>> | null;
  readonly message: string;
  readonly repeat: number;
  readonly raw: string;
  readonly source: RecordSource;
  readonly offset: number;
  readonly late: boolean;
  readonly retimed: boolean;
  readonly vouched?: Vouched;
  readonly fields?: Readonly<Record<string, FieldValue>>;
  readonly format?: string;
}

/** The members of a record that are absent where they are unset. */
export type OptionalMembers = Pick<LogRecord, 'vouched' | 'fields' | 'format'>;

/** Returns the optional members that a record has: whoever copies a record member by member spreads them into the copy. */
export function optionalMembers({ vouched, fields, format }: OptionalMembers): OptionalMembers {
  return {
    ...(vouched !== undefined && { vouched }),
    ...(fields !== undefined && { fields }),
    ...(format !== undefined && { format }),
  };
}

function plainStructuredData(data: StructuredData | undefined): Record<string, Record<string, string>> | null {
  if (data === undefined) return null;
  return Object.fromEntries([...data].map(([id, params]) => [id, Object.fromEntries(params)]));
}

/** Returns `record` as plain JSON values; `recordFromJSON` reads it back. */
export function recordToJSON(record: LogRecord): LogRecordJSON {
  return {
    time: new Date(record.time).toISOString(),
    host: record.host || null,
    program: record.program || null,
    pid: record.pid || null,
    facility: record.facility ?? null,
    severity: record.severity ?? null,
    msgid: record.msgid || null,
    structuredData: plainStructuredData(record.structuredData),
    message: record.message,
    repeat: record.repeat,
    raw: record.raw,
    source: record.source,
    offset: record.offset,
    late: record.late,
    retimed: record.retimed,
    ...optionalMembers(record),
  };
}

/** Returns the record that `recordToJSON` wrote. */
export function recordFromJSON(json: LogRecordJSON): LogRecord {
  const data = json.structuredData;
  return {
    time: Date.parse(json.time),
    host: json.host ?? '',
    program: json.program ?? '',
    pid: json.pid ?? '',
    facility: json.facility ?? undefined,
    severity: json.severity ?? undefined,
    msgid: json.msgid ?? '',
    structuredData:
      data === null
        ? undefined
        : new Map(Object.entries(data).map(([id, params]) => [id, new Map(Object.entries(params))])),
    message: json.message,
    repeat: json.repeat,
    raw: json.raw,
    source: json.source,
    offset: json.offset,
    late: json.late,
    retimed: json.retimed,
    ...optionalMembers(json),
  };
}
