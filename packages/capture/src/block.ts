import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';

/**
 * The header of a block: that of a gzip member (RFC 1952, 2.3) with an extra field, `CR`, that says how long the member is and
 * what is in it. So a capture can be read by `zcat`, and walked through without uncompressing.
 */
export interface BlockHeader {
  /** The whole member, header and trailer included, in bytes. */
  readonly size: number;
  /** `at` of the first and of the last receipt, in ms since 1970 UTC. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly receipts: number;
  readonly records: number;
  /** Which of the run's receipts, counted from 0, is the first here. */
  readonly first: number;
  /** `CapturedRun.id`: 16 hexadecimal digits. */
  readonly run: string;
}

/** The version of the format. */
export const captureVersion = 1;

const fixed = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255]);
const [letterC, letterR] = [0x43, 0x52];
/** Version, size, first and last time, receipts, records, first receipt, run, check sum. */
const fieldBytes = 1 + 4 + 8 + 8 + 4 + 4 + 8 + 8 + 4;
const sumAt = 12 + 4 + fieldBytes - 4;

/** The length of a header, in bytes. */
export const headerBytes = fixed.length + 2 + 4 + fieldBytes;

/** The length of what follows the compressed content: CRC-32 and length of the uncompressed content (RFC 1952, 2.3.1). */
export const trailerBytes = 8;

/** Writes a header. */
export function blockHeader({ size, firstAt, lastAt, receipts, records, first, run }: BlockHeader): Buffer {
  const header = Buffer.alloc(headerBytes);
  fixed.copy(header);
  header.writeUInt16LE(4 + fieldBytes, 10);
  header[12] = letterC;
  header[13] = letterR;
  header.writeUInt16LE(fieldBytes, 14);
  header[16] = captureVersion;
  header.writeUInt32LE(size, 17);
  header.writeDoubleLE(firstAt, 21);
  header.writeDoubleLE(lastAt, 29);
  header.writeUInt32LE(receipts, 37);
  header.writeUInt32LE(records, 41);
  header.writeDoubleLE(first, 45);
  header.write(run, 53, 'hex');
  header.writeUInt32LE(crc32(header.subarray(0, sumAt)), sumAt);
  return header;
}

/** Returns the header that a block begins with, `'newer'` for one of a later version, or undefined if there is none. */
export function parseBlockHeader(bytes: Buffer): BlockHeader | 'newer' | undefined {
  if (bytes.length < headerBytes || !bytes.subarray(0, 4).equals(fixed.subarray(0, 4))) return undefined;
  if (bytes[12] !== letterC || bytes[13] !== letterR) return undefined;
  if ((bytes[16] ?? 0) > captureVersion) return 'newer';
  if (bytes.readUInt32LE(sumAt) !== crc32(bytes.subarray(0, sumAt))) return undefined;
  const size = bytes.readUInt32LE(17);
  if (size < headerBytes + trailerBytes) return undefined;
  return {
    size,
    firstAt: bytes.readDoubleLE(21),
    lastAt: bytes.readDoubleLE(29),
    receipts: bytes.readUInt32LE(37),
    records: bytes.readUInt32LE(41),
    first: bytes.readDoubleLE(45),
    run: bytes.toString('hex', 53, 61),
  };
}

/** How blocks begin: to find the next one behind damage. */
export const blockMagic = fixed;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** No block is longer, uncompressed: one that claims to be is damaged. */
const longestBlock = 1 << 30;

/** Returns a block as it is written: a gzip member. It is compressed beside the event loop. */
export async function packBlock(
  lines: readonly string[],
  about: Omit<BlockHeader, 'size'>,
  level: number,
): Promise<Buffer> {
  const content = Buffer.from(lines.join(''), 'utf8');
  const compressed = await deflate(content, { level });
  const trailer = Buffer.alloc(trailerBytes);
  trailer.writeUInt32LE(crc32(content), 0);
  trailer.writeUInt32LE(content.length, 4);
  const size = headerBytes + compressed.length + trailerBytes;
  return Buffer.concat([blockHeader({ ...about, size }), compressed, trailer]);
}

/** Returns the content of a block, or undefined if it is damaged. */
export async function unpackBlock(member: Buffer): Promise<string | undefined> {
  const trailer = member.length - trailerBytes;
  const [sum, length] = [member.readUInt32LE(trailer), member.readUInt32LE(trailer + 4)];
  if (length > longestBlock) return undefined;
  const compressed = member.subarray(headerBytes, trailer);
  const content = await inflate(compressed, { maxOutputLength: Math.max(1, length) }).catch(() => undefined);
  if (content === undefined || content.length !== length || crc32(content) !== sum) return undefined;
  return content.toString('utf8');
}
