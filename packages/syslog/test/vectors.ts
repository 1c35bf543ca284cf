import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type LogRecord, timeZone } from '@correlator/events';
import {
  createLineParser,
  isParseFailure,
  type LineFormat,
  type LineParserOptions,
  parsePriority,
} from '../src/index.ts';

/** One vector of the syslog corpus. */
export interface Vector {
  readonly id: string;
  readonly standard: string;
  readonly expect: 'accept' | 'reject' | 'frames' | 'no-crash';
  readonly policy?: string;
  readonly part?: string;
  readonly raw?: string;
  readonly raw_b64?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly assume?: { now?: string; tz?: string; year?: number; year_rule?: string };
}

export const corpora = process.env.CORRELATOR_CORPORA;

/** The vectors of single lines; none without the corpora. */
export function vectors(): Vector[] {
  if (corpora === undefined) return [];
  const lines = readFileSync(join(corpora, 'public/syslog-parse.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Vector).filter((vector) => vector.standard !== 'framing');
}

const formats: Readonly<Record<string, LineFormat>> = {
  rfc5424: 'rfc5424',
  rfc3164: 'rfc3164',
  'bsd-file': 'auto',
  'iso-file': 'iso',
  'iso-space-file': 'iso',
  'journald-json': 'journald',
};

const source = { input: 'corpus', identity: 'syslog-parse' };

/** The options that a vector's suite states or runs under. */
export function optionsOf({ standard, assume = {} }: Vector): LineParserOptions {
  const zone = assume.tz?.startsWith('MET') ? 'Europe/Budapest' : assume.tz?.split(' ')[0];
  return {
    format: formats[standard] ?? 'auto',
    zone: zone === undefined || zone === 'local' ? 'UTC' : zone,
    reference: Date.parse(assume.now ?? '2020-02-15T00:00:00Z'),
    yearRule: assume.year_rule === undefined ? 'nearest' : 'past',
    ...(assume.year === undefined ? {} : { year: assume.year }),
  };
}

const bytes = (text: string) => Buffer.from(text, 'base64').toString('utf8');

/** The line of a vector; where it is a time alone, a line with that time. */
export function lineOf(vector: Vector): string {
  const raw = vector.raw ?? bytes(vector.raw_b64 ?? '');
  if (vector.part !== 'timestamp') return raw;
  return vector.standard === 'rfc5424' ? `<13>1 ${raw} host program - - - text` : `${raw} host program: text`;
}

/** Times in the words of the vectors: a full time, a wall time of the zone, or one without its year. */
function times(record: LogRecord, name: string, wanted: unknown, options: LineParserOptions): [unknown, unknown] {
  if (wanted === null) return [record.time, options.reference];
  const text = String(wanted).replace(/(\.\d{3})\d+/, '$1');
  const time = text.includes('.') ? record.time : record.time - (record.time % 1_000);
  if (name === 'timestamp') return [time, Date.parse(text)];
  const zone = timeZone(options.zone ?? 'UTC');
  if (name === 'timestamp_local') return [time, zone.toUtc(Date.parse(`${text}Z`))];
  const offset = /[+-]\d\d:\d\d /.exec(record.raw)?.[0].trim() ?? 'Z';
  const year = new Date(time).getUTCFullYear();
  return [time, Date.parse(/^[A-Z]/.test(text) ? `${text} ${year} UTC` : `${year}-${text}${offset}`)];
}

function textOf(wanted: unknown): unknown {
  if (wanted === null) return '';
  if (typeof wanted === 'object') return bytes((wanted as { b64: string }).b64);
  return wanted;
}

const plain = (record: LogRecord) =>
  Object.fromEntries([...(record.structuredData ?? [])].map(([id, params]) => [id, Object.fromEntries(params)]));
const pairs = (record: LogRecord, names: string[]) =>
  Object.fromEntries(
    names.map((name) => {
      const dot = name.lastIndexOf('.');
      return [name, record.structuredData?.get(name.slice(0, dot))?.get(name.slice(dot + 1))];
    }),
  );

/** What the record has and what it should have for one field of a vector; undefined for fields that records do not have. */
function compare(
  record: LogRecord,
  name: string,
  wanted: unknown,
  options: LineParserOptions,
): [unknown, unknown] | undefined {
  switch (name) {
    case 'pri':
      return [record.facility === undefined ? null : record.facility * 8 + (record.severity ?? 0), wanted];
    case 'facility':
    case 'severity':
      return [record[name], wanted ?? undefined];
    case 'timestamp':
    case 'timestamp_local':
    case 'timestamp_partial':
      return times(record, name, wanted, options);
    case 'hostname':
      return [record.host, textOf(wanted)];
    case 'appname':
      return [record.program, textOf(wanted)];
    case 'procid':
      return [record.pid, textOf(wanted)];
    case 'msgid':
      return [record.msgid, textOf(wanted)];
    case 'message':
      // A BOM belongs to the encoding of MSG-UTF8 and not to its text; some suites keep it.
      return [record.message, String(textOf(wanted)).replace(/^\uFEFF/, '')];
    case 'structured_data':
      return [plain(record), wanted];
    case 'sd_pairs':
      return [pairs(record, Object.keys(wanted as object)), wanted];
    default:
      return undefined;
  }
}

/** Why a vector does not hold, or undefined. */
export function problem(vector: Vector): string | undefined {
  if (vector.part === 'pri') {
    const priority = parsePriority(vector.raw ?? '');
    const wanted = vector.expect === 'accept' ? vector.fields?.pri : -1;
    return priority === wanted ? undefined : `priority ${priority}`;
  }
  const options = optionsOf(vector);
  const result = createLineParser(options).parse(lineOf(vector), source, 0);
  if (vector.expect === 'no-crash') return undefined;
  if (vector.expect === 'reject') return isParseFailure(result) ? undefined : 'is a record';
  if (isParseFailure(result)) return `${result.reason} at ${result.column}`;
  for (const [name, wanted] of Object.entries(vector.fields ?? {})) {
    const [actual, expected] = compare(result, name, wanted, options) ?? [];
    if (!isDeepStrictEqual(actual, expected))
      return `${name} is ${JSON.stringify(actual)} not ${JSON.stringify(expected)}`;
  }
  return undefined;
}
