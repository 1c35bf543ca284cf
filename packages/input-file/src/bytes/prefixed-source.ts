import type { ByteSource } from './byte-source.ts';

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
