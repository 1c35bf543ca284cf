/** Messages in streams of bytes. */

/** How messages are told apart in a stream (RFC 6587, 3.4): by their length in front, by a line end or a NUL behind. */
export const framings = ['auto', 'octet-counting', 'newline', 'nul'] as const;

/** One of `framings`; `auto` looks at how the stream begins: a digit other than 0 begins a length, `2026-` a line. */
export type Framing = (typeof framings)[number];

/** The options of a `FrameDecoder`. */
export interface FrameDecoderOptions {
  /** How messages are told apart. @default 'auto' */
  readonly framing?: Framing;
  /** The longest message, in bytes. */
  readonly maxBytes: number;
}

/** Why bytes of a stream are not a message. */
export type FrameProblem = 'too-long' | 'bad-length' | 'incomplete';

/** Bytes of a stream that are not a message. */
export interface FrameFailure {
  readonly problem: FrameProblem;
  /** Their beginning, at most 1,024 bytes. */
  readonly text: string;
}

/** A message as text, or bytes that are not one. */
export type Frame = string | FrameFailure;

const noBytes = Buffer.alloc(0);
const [lf, cr, nul, space, zero, nine, hyphen] = [10, 13, 0, 32, 48, 57, 45];
const shown = 1_024;
/** A number of more digits is not a length: 9,999,999,999 bytes are more than anybody sends. */
const mostDigits = 10;

/** A part of a buffer, in bytes. */
interface Slice {
  readonly start: number;
  readonly end: number;
}

/** A buffer that grows: each byte is copied about twice in all, however few come at a time. */
class Keeper {
  bytes = noBytes;
  length = 0;

  set(bytes: Buffer): Buffer {
    this.bytes = Buffer.from(bytes);
    this.length = bytes.length;
    return this.bytes;
  }

  clear(): void {
    this.bytes = noBytes;
  }

  append(more: Buffer): Buffer {
    const length = this.length + more.length;
    if (length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.bytes.length));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    more.copy(this.bytes, this.length);
    this.length = length;
    return this.bytes.subarray(0, length);
  }
}

/**
 * A decoder that takes a stream apart into messages, however it is cut into chunks. It keeps at most one message and its
 * length; what is longer than `maxBytes` is passed over. Never throws.
 *
 * @example
 * const decoder = new FrameDecoder({ framing: 'newline', maxBytes: 8_192 });
 * decoder.push(Buffer.from('<34>Nov 23 07:04:05 bastion su: one\n<34>Nov 23')); // [ '<34>Nov 23 07:04:05 bastion su: one' ]
 */
export class FrameDecoder {
  readonly maxBytes: number;
  framing: Framing;
  /** Whether a length could not be read: where the next message begins is not known, and the stream is no longer of use. */
  broken = false;
  /** The beginning of a message that is not complete. */
  rest: Buffer | undefined = undefined;
  readonly keeper = new Keeper();
  /** The length of `rest` when the message behind its length is complete; 0 if that is not known yet. */
  wanted = 0;
  /** How many bytes are still to come of a message that is too long. */
  skipping: number | 'to the end' = 0;

  constructor({ framing = 'auto', maxBytes }: FrameDecoderOptions) {
    this.framing = framing;
    this.maxBytes = maxBytes;
  }

  /** Whether a message has begun that is not complete. */
  get incomplete(): boolean {
    return this.rest !== undefined || this.skipping !== 0;
  }

  /** Returns the messages that `chunk` completes, in order. The chunk may be used again afterwards. */
  push(chunk: Buffer): Frame[] {
    if (this.broken || chunk.length === 0) return [];
    const { rest } = this;
    if (rest !== undefined && this.completesNothing(rest, chunk)) {
      this.rest = this.keeper.append(chunk);
      return [];
    }
    const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    this.rest = undefined;
    this.wanted = 0;
    const frames = this.decode(data);
    // What is left points into the caller's memory.
    if (this.rest !== undefined) this.rest = this.keeper.set(this.rest);
    else this.keeper.clear();
    return frames;
  }

  /**
   * Returns whether `chunk` ends no message, as far as that is known: one that comes byte by byte must not be looked through
   * for each.
   */
  completesNothing(rest: Buffer, chunk: Buffer): boolean {
    const length = rest.length + chunk.length;
    if (this.framing === 'octet-counting') return length < this.wanted;
    if (this.framing === 'auto') return false;
    return length <= this.maxBytes + 1 && !chunk.includes(this.framing === 'nul' ? nul : lf);
  }

  /** Returns what is left at the end of the stream: a message may lack its line end, but may not be shorter than its length. */
  end(): Frame[] {
    const { rest } = this;
    this.rest = undefined;
    if (rest === undefined || this.broken) return [];
    if (this.framing === 'octet-counting') return [failure('incomplete', rest)];
    if (this.isTooLong(rest, { start: 0, end: rest.length })) return [failure('too-long', rest)];
    return decodeSlices(rest, trimmed(rest, 0, rest.length));
  }

  decode(data: Buffer): Frame[] {
    if (this.framing === 'auto') {
      const start = firstByte(data);
      if (start === data.length) return [];
      const counted = beginsWithLength(data, start);
      if (counted === undefined) {
        this.rest = data.subarray(start);
        return [];
      }
      this.framing = counted ? 'octet-counting' : 'newline';
      return this.decode(data.subarray(start));
    }
    return this.framing === 'octet-counting'
      ? this.counted(data)
      : this.delimited(data, this.framing === 'nul' ? nul : lf);
  }

  delimited(data: Buffer, delimiter: number): Frame[] {
    const frames: Frame[] = [];
    let start = 0;
    let slices: Slice[] = [];
    for (let end = data.indexOf(delimiter); end >= 0; end = data.indexOf(delimiter, start)) {
      if (this.skipping === 'to the end') this.skipping = 0;
      else if (!this.isTooLong(data, { start, end })) slices = addTrimmed(slices, data, { start, end });
      else {
        frames.push(...decodeSlices(data, slices), failure('too-long', data.subarray(start, end)));
        slices = [];
      }
      start = end + 1;
    }
    frames.push(...decodeSlices(data, slices));
    return this.keep(data.subarray(start), frames);
  }

  /** Returns whether a message is too long. A carriage return at its end does not count. */
  isTooLong(data: Buffer, { start, end }: Slice): boolean {
    const length = end - start;
    return length > this.maxBytes + 1 || (length > this.maxBytes && data[end - 1] !== cr);
  }

  /** Keeps what is not complete for as long as it may become a message. */
  keep(rest: Buffer, frames: Frame[]): Frame[] {
    if (rest.length === 0 || this.skipping === 'to the end') return frames;
    // A carriage return may still come before the line end.
    if (rest.length <= this.maxBytes + 1) this.rest = rest;
    else {
      frames.push(failure('too-long', rest));
      this.skipping = 'to the end';
    }
    return frames;
  }

  counted(data: Buffer): Frame[] {
    const frames: Frame[] = [];
    let slices: Slice[] = [];
    let at = this.skip(data, 0);
    while (at < data.length) {
      at = firstByte(data, at);
      const begin = bodyStart(data, at);
      if (begin === undefined) break;
      const length = begin < 0 ? 0 : lengthAt(data, at, begin);
      if (length === 0) {
        this.broken = true;
        return [...frames, ...decodeSlices(data, slices), failure('bad-length', data.subarray(at))];
      }
      if (length > this.maxBytes) {
        frames.push(...decodeSlices(data, slices), failure('too-long', data.subarray(begin, begin + length)));
        slices = [];
        this.skipping = length;
        at = this.skip(data, begin);
      } else if (begin + length > data.length) {
        this.wanted = begin + length - at;
        break;
      } else {
        slices = addTrimmed(slices, data, { start: begin, end: begin + length });
        at = begin + length;
      }
    }
    frames.push(...decodeSlices(data, slices));
    if (at < data.length) this.rest = data.subarray(at);
    return frames;
  }

  /** Passes over what is still to come of a message that is too long; returns where the next one begins. */
  skip(data: Buffer, from: number): number {
    if (typeof this.skipping !== 'number' || this.skipping === 0) return from;
    const skipped = Math.min(this.skipping, data.length - from);
    this.skipping -= skipped;
    return from + skipped;
  }
}

/** Returns where the next message begins: some senders write a line end behind a message that they have counted. */
function firstByte(data: Buffer, from = 0): number {
  let at = from;
  while (at < data.length && (data[at] === lf || data[at] === cr)) at++;
  return at;
}

/**
 * Returns whether a length begins at `at`: a digit, but not the year of a line that begins with its time, `2026-`. Undefined
 * until it is seen.
 */
function beginsWithLength(data: Buffer, at: number): boolean | undefined {
  const first = data[at] as number;
  if (first <= zero || first > nine) return false;
  for (let i = at + 1; i < at + 4; i++) {
    const byte = data[i];
    if (byte === undefined) return undefined;
    if (byte < zero || byte > nine) return true;
  }
  return data[at + 4] === undefined ? undefined : data[at + 4] !== hyphen;
}

/** Returns where the message begins whose length stands at `at`; -1 if no length does, undefined if it is not complete. */
function bodyStart(data: Buffer, at: number): number | undefined {
  for (let i = at; i <= at + mostDigits; i++) {
    const byte = data[i];
    if (byte === undefined) return undefined;
    if (byte === space) return i > at ? i + 1 : -1;
    if (byte < zero || byte > nine || (i === at && byte === zero)) return -1;
  }
  return -1;
}

function lengthAt(data: Buffer, at: number, begin: number): number {
  let length = 0;
  for (let i = at; i < begin - 1; i++) length = length * 10 + (data[i] as number) - zero;
  return length;
}

/** Adds a slice without the line ends and NULs at its end, if anything is left. */
function addTrimmed(slices: Slice[], data: Buffer, { start, end }: Slice): Slice[] {
  let last = end;
  while (last > start && (data[last - 1] === lf || data[last - 1] === cr || data[last - 1] === nul)) last--;
  if (last > start) slices.push({ start, end: last });
  return slices;
}

const trimmed = (data: Buffer, start: number, end: number): Slice[] => addTrimmed([], data, { start, end });

function failure(problem: FrameProblem, bytes: Buffer): FrameFailure {
  return { problem, text: bytes.toString('utf8', 0, Math.min(bytes.length, shown)) };
}

/**
 * Returns the texts of these parts of `data`. Decoding once costs a fraction of decoding part by part; if all is ASCII,
 * bytes and characters are at the same places.
 */
function decodeSlices(data: Buffer, slices: readonly Slice[]): string[] {
  const [first] = slices;
  const last = slices.at(-1);
  if (first === undefined || last === undefined) return [];
  const whole = data.toString('utf8', first.start, last.end);
  if (whole.length !== last.end - first.start) return slices.map(({ start, end }) => data.toString('utf8', start, end));
  return slices.map(({ start, end }) => whole.slice(start - first.start, end - first.start));
}
