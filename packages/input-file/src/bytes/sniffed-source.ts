import type { ByteSource } from './byte-source.ts';
import { GunzipSource, isGzip } from './gunzip.ts';

/** A stream that may be gzip: its first bytes tell. They are read when it is first read from, as they may be long in coming. */
export class SniffedSource implements ByteSource {
  readonly stream: ByteSource;
  content: ByteSource | undefined = undefined;

  constructor(stream: ByteSource) {
    this.stream = stream;
  }

  async read(into: Buffer): Promise<number> {
    this.content ??= await this.sniff();
    return this.content.read(into);
  }

  defect(): string | undefined {
    return this.content?.defect?.();
  }

  remark(): string | undefined {
    return this.content?.remark?.();
  }

  stop(): void {
    (this.content ?? this.stream).stop();
  }

  close(): Promise<void> {
    return (this.content ?? this.stream).close();
  }

  async sniff(): Promise<ByteSource> {
    const magic = Buffer.alloc(2);
    let count = await this.stream.read(magic);
    if (count === 1) count += await this.stream.read(magic.subarray(1));
    const whole = new PrefixedSource(magic.subarray(0, count), this.stream);
    return count === 2 && isGzip(magic) ? new GunzipSource(whole) : whole;
  }
}

/** A source whose first bytes have been read already: gives them again, then goes on. */
export class PrefixedSource implements ByteSource {
  readonly source: ByteSource;
  prefix: Buffer;

  constructor(prefix: Buffer, source: ByteSource) {
    this.prefix = prefix;
    this.source = source;
  }

  async read(into: Buffer): Promise<number> {
    if (this.prefix.length === 0) return this.source.read(into);
    const count = this.prefix.copy(into);
    this.prefix = this.prefix.subarray(count);
    return count;
  }

  stop(): void {
    this.source.stop();
  }

  close(): Promise<void> {
    return this.source.close();
  }
}
