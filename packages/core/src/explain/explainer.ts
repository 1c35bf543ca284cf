/** What entries are read as, and why. */
import { type LogRecord, type LogRecordJSON, messageOf, recordToJSON } from '@correlator/events';
import type { Input, InputContext, RecordBatch, UnparsedEntry } from '../contract/input.ts';
import type { Module, ModuleSpec, Reading } from '../contract/module.ts';
import type { Trace } from '../contract/trace.ts';

/** What became of one entry. */
export interface Explanation {
  /** Its number, from 1. */
  readonly line: number;
  /** The record that modules would be given; undefined where it could not be parsed. */
  readonly record: LogRecord | undefined;
  /** Why it is no record; undefined where it is one. */
  readonly error: UnparsedEntry | undefined;
  /** What is no record, read as a message of `program`. */
  readonly assumed: LogRecord | undefined;
  /** What each module reads in it, by the module's name; without those that do not want records of its program. */
  readonly readings: ReadonlyMap<string, Reading>;
}

/** An explanation as JSON. */
export interface ExplanationJSON {
  readonly line: number;
  readonly record: LogRecordJSON | null;
  readonly error: Pick<UnparsedEntry, 'reason' | 'explanation' | 'column' | 'raw' | 'offset'> | null;
  readonly readings: Readonly<Record<string, Reading>>;
}

/** What `createExplainer` takes. */
export interface ExplainerOptions {
  readonly modules: readonly ModuleSpec[];
  /**
   * The program whose messages entries are taken for that have no header, not even a time.
   * @default none: modules read nothing in such entries
   */
  readonly program?: string | undefined;
}

/** Tells of entries what an engine with the same modules would make of them, one by one and without any effect. */
export interface Explainer {
  /** Entries in the order in which they were read: it counts them. */
  explain(entry: LogRecord | UnparsedEntry): Explanation;
  /** How the modules came to their readings: by name, of those that say so. */
  traces(explanation: Explanation): ReadonlyMap<string, Trace>;
}

/** The parts of one module that process records. */
interface Reader {
  readonly name: string;
  readonly parts: readonly Module[];
}

/** Makes an explainer. A module whose `explain` throws has the reading `{ error }`. */
export function createExplainer({ modules, program }: ExplainerOptions): Explainer {
  const readers = modules.map(readerOf);
  let line = 0;
  return {
    explain(entry) {
      line++;
      if (!isUnparsed(entry)) {
        return { line, record: entry, error: undefined, assumed: undefined, readings: readingsOf(readers, entry) };
      }
      const bare = program !== undefined && entry.reason === 'no-timestamp';
      const assumed = bare ? assumedRecord(entry, program) : undefined;
      const readings = assumed === undefined ? new Map<string, Reading>() : readingsOf(readers, assumed);
      return { line, record: undefined, error: entry, assumed, readings };
    },
    traces: ({ record, assumed }) => tracesOf(readers, record ?? assumed),
  };
}

/** An explanation as plain JSON values: `record` or `error` is null. */
export function explanationToJSON({ line, record, error, readings }: Explanation): ExplanationJSON {
  return {
    line,
    record: record === undefined ? null : recordToJSON(record),
    error: error === undefined ? null : errorToJSON(error),
    readings: Object.fromEntries(readings),
  };
}

function errorToJSON({ reason, explanation, column, raw, offset }: UnparsedEntry): ExplanationJSON['error'] {
  return { reason, explanation, column, raw, offset };
}

export function isUnparsed(entry: LogRecord | UnparsedEntry): entry is UnparsedEntry {
  return 'reason' in entry;
}

function readerOf({ name, create }: ModuleSpec): Reader {
  const made = create();
  const parts = Array.isArray(made) ? (made as readonly Module[]) : [made as Module];
  return { name, parts: parts.filter((part) => part.process !== undefined || part.explain !== undefined) };
}

function wanting({ parts }: Reader, { program }: LogRecord): readonly Module[] {
  return parts.filter(({ programs }) => programs === undefined || programs.includes(program));
}

function readingsOf(readers: readonly Reader[], record: LogRecord): Map<string, Reading> {
  const readings = new Map<string, Reading>();
  for (const reader of readers) {
    const parts = wanting(reader, record);
    if (parts.length > 0) readings.set(reader.name, Object.assign({}, ...parts.map((part) => readingOf(part, record))));
  }
  return readings;
}

function readingOf(module: Module, record: LogRecord): Reading | undefined {
  try {
    return module.explain?.(record);
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function tracesOf(readers: readonly Reader[], record: LogRecord | undefined): Map<string, Trace> {
  const traces = new Map<string, Trace>();
  if (record === undefined) return traces;
  for (const reader of readers) {
    for (const part of wanting(reader, record)) {
      const trace = traceOf(part, record);
      if (trace !== undefined) traces.set(reader.name, trace);
    }
  }
  return traces;
}

/** A module that cannot say how it reads a record has at least its reading. */
function traceOf(module: Module, record: LogRecord): Trace | undefined {
  try {
    return module.trace?.(record);
  } catch {
    return undefined;
  }
}

/** The record that an entry without any header would be, if `program` had written it; with its tag or without. */
export function assumedRecord({ raw, source, offset }: UnparsedEntry, program: string): LogRecord {
  const { pid, message } = withoutTag(raw, program);
  return {
    ...{
      time: 0,
      host: '',
      program,
      pid,
      facility: undefined,
      severity: undefined,
      msgid: '',
      structuredData: undefined,
    },
    ...{ message, repeat: 1, raw, source, offset, late: false, retimed: false },
  };
}

/** `sshd[71]: text` and `sshd: text`, with spaces in front. */
function withoutTag(raw: string, program: string): { readonly pid: string; readonly message: string } {
  const text = raw.trimStart();
  if (!text.startsWith(program)) return { pid: '', message: raw };
  const [tag, pid = ''] = /^(?:\[(\d{1,10})\])?: ?/.exec(text.slice(program.length)) ?? [];
  return tag === undefined ? { pid: '', message: raw } : { pid, message: text.slice(program.length + tag.length) };
}

/**
 * Reads an input to its end and explains each entry, in order, batch by batch. A batch is explained as it is walked
 * through, so that memory is bounded. Throws what the input throws; stops it in any case.
 */
export async function* explainInput(
  input: Input,
  explainer: Explainer,
  context: InputContext,
): AsyncGenerator<Iterable<Explanation>, void, undefined> {
  await input.start(context);
  try {
    for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
      yield explainBatch(batch, explainer);
    }
  } finally {
    await input.stop();
  }
}

function* explainBatch(batch: RecordBatch, explainer: Explainer): Generator<Explanation, void, undefined> {
  for (const entry of inOrder(batch)) yield explainer.explain(entry);
}

/** The entries of a batch of one source by their offsets. */
function* inOrder({ records, unparsed }: RecordBatch): Generator<LogRecord | UnparsedEntry, void, undefined> {
  let next = 0;
  for (const record of records) {
    for (let entry = unparsed[next]; entry !== undefined && entry.offset < record.offset; entry = unparsed[next]) {
      next++;
      yield entry;
    }
    yield record;
  }
  yield* unparsed.slice(next);
}
