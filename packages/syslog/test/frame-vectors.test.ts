import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Frame, FrameDecoder, type Framing } from '../src/index.ts';
import { corpora } from './vectors.ts';

interface Bytes {
  readonly b64: string;
}

interface Result {
  readonly frame?: string | Bytes;
  readonly fields?: object;
  readonly error?: { readonly class: string };
}

interface FramingVector {
  readonly name: string;
  readonly standard: string;
  readonly framing: string;
  readonly raw?: string;
  readonly raw_b64?: string;
  readonly chunks?: readonly (string | Bytes)[];
  readonly options?: { readonly max_message_length?: number; readonly max_msg_size?: number };
  readonly results: readonly Result[];
}

const bytesOf = (text: string | Bytes): Buffer =>
  typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.b64, 'base64');

function chunksOf({ chunks, raw, raw_b64 }: FramingVector): Buffer[] {
  if (chunks !== undefined) return chunks.map(bytesOf);
  return [raw_b64 === undefined ? Buffer.from(raw ?? '') : Buffer.from(raw_b64, 'base64')];
}

function decoded(vector: FramingVector): Frame[] {
  const { max_message_length, max_msg_size = 65_536 } = vector.options ?? {};
  const decoder = new FrameDecoder({
    framing: vector.framing as Framing,
    maxBytes: max_message_length ?? max_msg_size,
  });
  return [...chunksOf(vector).flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

const trimmed = (text: string): string => text.replace(/[\r\n\0]{1,8}$/, '');

/** What a vector wants, as far as it is about where messages begin and end. */
function wanted({ results }: FramingVector): string[] {
  return results.flatMap(({ frame, fields, error }) => {
    if (error?.class.startsWith('frame/') === true) return ['problem'];
    if (frame !== undefined) return [trimmed(bytesOf(frame).toString('utf8'))];
    return fields === undefined && error === undefined ? [] : ['message'];
  });
}

const found = (vector: FramingVector): string[] =>
  decoded(vector).map((frame, i) => {
    if (typeof frame !== 'string') return 'problem';
    return wanted(vector)[i] === 'message' ? 'message' : frame;
  });

/** Those that this decoder reads otherwise, and why. */
const others: Readonly<Record<string, string>> = {
  empty: 'a stream without a byte has no message, and nothing is wrong with it',
  '1st ml/2nd ko': 'what stands behind the first message is told of too',
  '1st uf/2nd ok//incomplete SYSLOGMSG/notdetectable': 'what stands behind the first message is told of too',
  test_log_proto_framed_server_too_long_line: 'what is too long is told of, and the stream goes on',
  test_log_proto_framed_server_too_long_line_trimmed:
    'what is too long is no message: its end might change what it says',
  test_log_proto_framed_server_too_long_line_trimmed_one_big_message: 'the same',
  test_log_proto_framed_server_multi_read: 'what the end of the stream cuts short is told of',
  test_log_proto_auto_server_no_framing: 'a NUL ends no message unless that is said: a client may have written it',
  test_log_proto_auto_server_opening_bracket: 'the same',
  test_log_proto_text_server_no_encoding: 'the same, and what is too long is not taken for two messages',
  'imtcp-msg-truncation-on-number2': 'a length beyond the limit is told of; what follows is no line',
  octet_decode_moves_past_invalid_utf8:
    'bytes that are not UTF-8 are replaced, and the message is read (RFC 5424, MSG-ANY)',
  octet_decode_rejects_exceeded_frame_length: 'what stands behind the message is told of too',
  octet_decode_rejects_exceeded_frame_length_multiple_frames: 'the same',
};

const rows = corpora === undefined ? '' : readFileSync(join(corpora, 'public/syslog-parse.jsonl'), 'utf8').trim();
const vectors = rows === '' ? [] : rows.split('\n').map((row) => JSON.parse(row) as FramingVector);
const framed = vectors.filter(
  ({ standard, framing }) => standard === 'framing' && !['detect', 'regex'].includes(framing),
);
const suffix = corpora === undefined ? ' (CORRELATOR_CORPORA is not set)' : '';

describe.skipIf(corpora === undefined)(`framing vectors${suffix}`, () => {
  test.each(framed.map((vector) => [vector.name, vector] as const))('%s', (name, vector) => {
    if (others[name] === undefined) expect(found(vector)).toEqual(wanted(vector));
    else expect(found(vector)).not.toEqual(wanted(vector));
  });
});
