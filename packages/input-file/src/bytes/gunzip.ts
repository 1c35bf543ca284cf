import type { ByteSource } from './byte-source.ts';
import { CompressedBytes } from './compressed-bytes.ts';
import { isGzip, skipGzipHeader } from './gzip-header.ts';
import { GzipMember } from './gzip-member.ts';

/**
 * The uncompressed bytes of a gzip file of one or more members. Of one that is cut short, all that can be uncompressed is
 * read; of a damaged one, all but at most 64 KiB before the damage. `defect` then says why there is no more. What follows
 * the last member is passed over: zeros without a word, as gzip does, all else with a `remark`.
 */
export class GunzipSource implements ByteSource {
  readonly source: ByteSource;
  readonly compressed: CompressedBytes;
  member: GzipMember | undefined = undefined;
  members = 0;
  failure: string | undefined = undefined;
  rubbish = false;
  ended = false;

  constructor(source: ByteSource) {
    this.source = source;
    this.compressed = new CompressedBytes(source);
  }

  async read(into: Buffer): Promise<number> {
    while (!this.ended) {
      const member = this.member ?? (await this.nextMember());
      const count = (await member?.read(into)) ?? 0;
      if (count > 0) return count;
      if (this.member === undefined) break;
      await this.finishMember(this.member);
    }
    return 0;
  }

  defect(): string | undefined {
    return this.failure;
  }

  remark(): string | undefined {
    return this.rubbish ? 'the gzip data is followed by bytes that are none, which were passed over' : undefined;
  }

  stop(): void {
    this.ended = true;
    this.source.stop();
    this.member?.output.stop();
  }

  async close(): Promise<void> {
    this.stop();
    await this.member?.output.close();
    await this.source.close();
  }

  /** Undefined behind the last one. */
  async nextMember(): Promise<GzipMember | undefined> {
    if (!(await this.readMagic())) return undefined;
    this.members++;
    const problem = await skipGzipHeader(this.compressed);
    if (problem !== undefined) return this.fail(problem);
    if ((await this.compressed.peek()).length === 0) return this.fail('unexpected end of file');
    this.member = new GzipMember(this.compressed);
    return this.member;
  }

  async readMagic(): Promise<boolean> {
    let first = await this.compressed.next();
    while (first === 0 && this.members > 0) first = await this.compressed.next();
    const magic = [first, first < 0 ? -1 : await this.compressed.next()];
    this.rubbish = first >= 0 && !isGzip(Uint8Array.from(magic));
    return first >= 0 && !this.rubbish;
  }

  async finishMember(member: GzipMember): Promise<void> {
    this.member = undefined;
    if (this.ended) return;
    this.failure = await member.finish();
    this.ended = this.failure !== undefined;
    await member.output.close();
  }

  fail(problem: string): undefined {
    this.failure = problem;
    this.ended = true;
  }
}
