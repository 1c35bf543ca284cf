/** Bytes in their order, wherever they come from. One `read` at a time. */
export interface ByteSource {
  /** Puts what comes next into `into` and says how many bytes that is; 0 at the end, and after `stop`. */
  read(into: Buffer): Promise<number>;
  /** Goes on from `offset`. Missing where what lies before it has to be read. */
  seek?(offset: number): void;
  /** Why the content ended too early, where it did. Known when `read` has returned 0. */
  defect?(): string | undefined;
  /** What is odd about content that is whole. Known when `read` has returned 0. */
  remark?(): string | undefined;
  /** True where the content was cut back: what there is now is another. Asked when `read` has returned 0. */
  cutBack?(): boolean;
  /** Ends reading: a `read` under way resolves. */
  stop(): void;
  close(): Promise<void>;
}

/** How much is read at once of what is passed over. */
const blockBytes = 256 * 1024;

/**
 * Goes to `offset` in a source whose first bytes, `head`, have been read. Gives what has been read from there on, or
 * undefined where the source ends before.
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
