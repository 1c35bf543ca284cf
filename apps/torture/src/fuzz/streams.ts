import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Random } from '@correlator/bench';
import { type Frame, FrameDecoder, type Framing, framings } from '@correlator/syslog';
import type { FuzzSetup } from './lines.ts';
import { asLine, mutate } from './mutate.ts';

const limits = [16, 480, 65_536] as const;
/** Every so many streams, the loop has its turn. */
const atOnce = 1_000;
/** Beside one message, a decoder keeps no more than its length. */
const mostBesides = 16;
const mostMs = 200;

/** A stream, and how it is to be read. */
interface Stream {
  readonly bytes: Buffer;
  readonly framing: Framing;
  readonly maxBytes: number;
  /** The messages in it, where nothing was changed. */
  readonly messages: readonly string[] | undefined;
}

const counted = (message: Buffer) => Buffer.concat([Buffer.from(`${message.length} `), message]);
const line = (message: Buffer) => Buffer.concat([message, Buffer.from('\n')]);

/** Messages as a sender would send them: without what a decoder takes off their ends. */
function messagesFrom({ seeds, random }: FuzzSetup): Buffer[] {
  const made = Array.from({ length: 1 + random.below(5) }, () => asLine(mutate(random.pick(seeds), random, seeds)));
  const texts = made.map((bytes) =>
    bytes
      .toString('utf8')
      .replace(/[\r\n\0]+$/, '')
      .replace(/^[\r\n]+/, ''),
  );
  return texts.filter((text) => text !== '').map((text) => Buffer.from(text));
}

function createStream(setup: FuzzSetup): Stream {
  const { random, seeds } = setup;
  const messages = messagesFrom(setup);
  const isCounted = random.below(2) === 0;
  const bytes = Buffer.concat(messages.map(isCounted ? counted : line));
  const maxBytes = random.pick(limits);
  const isWhole = random.below(3) === 0 && messages.every(({ length }) => length <= maxBytes);
  if (!isWhole)
    return { bytes: mutate(bytes, random, seeds), framing: random.pick(framings), maxBytes, messages: undefined };
  const framing = isCounted ? 'octet-counting' : 'newline';
  return { bytes, framing, maxBytes, messages: messages.map((message) => message.toString()) };
}

/** Pieces of a stream, as a network might deliver it. */
function* pieces(bytes: Buffer, random: Random): Generator<Buffer> {
  const most = random.below(4) === 0 ? 3 : 2_000;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random.below(most));
    // Of its own, so that it can be spoilt afterwards, as a buffer that is used again is.
    yield Buffer.from(bytes.subarray(at, end));
    at = end;
  }
}

function decode({ bytes, framing, maxBytes }: Stream, random: Random | undefined): Frame[] {
  const decoder = new FrameDecoder({ framing, maxBytes });
  const frames: Frame[] = [];
  for (const piece of random === undefined ? [bytes] : pieces(bytes, random)) {
    frames.push(...decoder.push(piece));
    if ((decoder.rest?.length ?? 0) > maxBytes + mostBesides) throw new Error(`keeps ${decoder.rest?.length} bytes`);
    if (random !== undefined) piece.fill(0x58);
  }
  return [...frames, ...decoder.end()];
}

/** What is shown of a failure is what was there when it was noticed. */
const shown = (frame: Frame) => (typeof frame === 'string' ? frame : frame.problem);

function problemOf(stream: Stream, random: Random): string | undefined {
  const frames = decode(stream, random);
  const { messages, maxBytes } = stream;
  if (messages !== undefined && !isDeepStrictEqual(frames, messages)) return 'the messages are others';
  if (!isDeepStrictEqual(frames.map(shown), decode(stream, undefined).map(shown)))
    return 'means something else in other pieces';
  const wrong = frames.find((frame) => typeof frame === 'string' && (frame === '' || frame.length > maxBytes));
  return wrong === undefined ? undefined : 'a message that is empty or too long';
}

function check(setup: FuzzSetup): void {
  const { tally, random } = setup;
  const stream = createStream(setup);
  const began = performance.now();
  try {
    const problem = problemOf(stream, random);
    if (problem !== undefined) tally.fail(problem, stream.bytes.toString());
  } catch (error) {
    tally.fail(String(error), stream.bytes.toString());
  }
  const ms = performance.now() - began;
  if (ms > mostMs && stream.bytes.length < 100_000) tally.fail(`takes ${ms.toFixed(0)} ms`, stream.bytes.toString());
  tally.bytes += stream.bytes.length;
  tally.count(stream.messages === undefined ? 'streams, mutated' : 'streams, as they should be');
}

/** Feeds streams of mutated messages, mutated again and cut anywhere, to the decoder of frames. */
export async function fuzzStreams(setup: FuzzSetup, streams: number): Promise<void> {
  for (let done = 0; done < streams; done += atOnce) {
    for (let i = done; i < Math.min(streams, done + atOnce); i++) check(setup);
    await setImmediate();
    setup.tally.show(`${(done + atOnce).toLocaleString('en')} of ${streams.toLocaleString('en')} streams`);
  }
}
