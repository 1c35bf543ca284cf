/** The bytes of files, plain or gzip, and of streams, in their order. */

/** Bytes in their order, wherever they come from. There is only one `read` at a time. */
export interface ByteSource {
  /** Puts what comes next into `into`, and returns how many bytes that is: 0 at the end, and after `stop`. */
  read(into: Buffer): Promise<number>;
  /** Goes on from `offset`. Sources that must read what lies before it do not have this. */
  seek?(offset: number): void;
  /** Returns why the content ended too early, if it did. Known when `read` has returned 0. */
  defect?(): string | undefined;
  /** Returns what is odd about content that is whole. Known when `read` has returned 0. */
  remark?(): string | undefined;
  /** Returns whether the content was cut back: what there is now is other content. Asked when `read` has returned 0. */
  cutBack?(): boolean;
  /** Ends reading: a `read` under way resolves. */
  stop(): void;
  close(): Promise<void>;
}

/** How much is read at once of what is skipped. */
const blockBytes = 256 * 1024;

/**
 * Goes to `offset` in a source whose first bytes, `head`, have been read. Returns what has been read from there on, or
 * undefined if the source ends before.
 */
export async function skipTo(source: ByteSource, offset: number, head: Buffer): Promise<Buffer | undefined> {
  if (source.seek !== undefined) {
    source.seek(offset);
    return head.subarray(0, 0);
  }
  const block = Buffer.allocUnsafeSlow(blockBytes);
  let bytes = head;
  let at = 0;
  while (at + bytes.length < offset) {
    at += bytes.length;
    bytes = block.subarray(0, await source.read(block));
    if (bytes.length === 0) return undefined;
  }
  return bytes.subarray(offset - at);
}
