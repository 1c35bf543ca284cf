import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { type BlockHeader, blockHeader, headerBytes, trailerBytes } from './block-header.ts';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** No block is longer, uncompressed: what claims to be is damaged. */
const longestBlock = 1 << 30;

/** A block as it is written: a gzip member. Compressing is done beside the event loop. */
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

/** The content of a block, or undefined where it is damaged. */
export async function unpackBlock(member: Buffer): Promise<string | undefined> {
  const trailer = member.length - trailerBytes;
  const [sum, length] = [member.readUInt32LE(trailer), member.readUInt32LE(trailer + 4)];
  if (length > longestBlock) return undefined;
  const compressed = member.subarray(headerBytes, trailer);
  const content = await inflate(compressed, { maxOutputLength: Math.max(1, length) }).catch(() => undefined);
  if (content === undefined || content.length !== length || crc32(content) !== sum) return undefined;
  return content.toString('utf8');
}
