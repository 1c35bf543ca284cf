import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Signal } from '@correlator/core';
import type { ByteSource } from './byte-source.ts';

const noted = ['readable', 'end', 'error', 'close'] as const;

/** The bytes of a stream that cannot be read again: standard input, a pipe, what a decompressor puts out. */
export class StreamSource implements ByteSource {
  readonly stream: Readable;
  /** `close` ends the stream. Standard input is only let go of, so that it does not keep the process alive. */
  readonly owned: boolean;
  readonly news = new Signal();
  readonly onNews = (): void => this.news.raise();
  /** What of the stream's last chunk did not fit. */
  rest: Buffer | undefined = undefined;
  failure: unknown = undefined;
  readonly onError = (error: unknown): void => {
    this.failure ??= error;
  };
  listening = false;
  stopped = false;

  constructor(stream: Readable, owned: boolean) {
    this.stream = stream;
    this.owned = owned;
  }

  /** Reads what has arrived, without waiting; 0 if nothing has. */
  take(into: Buffer): number {
    this.listen();
    const chunk: Buffer | null = this.rest ?? this.stream.read();
    if (chunk === null) return 0;
    const count = chunk.copy(into);
    this.rest = count < chunk.length ? chunk.subarray(count) : undefined;
    return count;
  }

  /** Returns whether nothing more can come. */
  ended(): boolean {
    return this.stopped || this.stream.readableEnded || this.stream.destroyed;
  }

  async read(into: Buffer): Promise<number> {
    while (!this.stopped) {
      const count = this.take(into);
      if (count > 0) return count;
      if (this.failure !== undefined) throw this.failure;
      if (this.ended()) return 0;
      await this.news.wait();
    }
    return 0;
  }

  stop(): void {
    this.stopped = true;
    this.news.raise();
  }

  async close(): Promise<void> {
    this.stop();
    if (this.owned) this.stream.destroy();
    if (this.owned || !this.listening) return;
    for (const event of noted) this.stream.off(event, this.onNews);
    // A stream takes note of that in the next tick: paused before, it would go on reading and keep the process alive.
    await setImmediate();
    this.stream.pause();
  }

  listen(): void {
    if (this.listening) return;
    this.listening = true;
    this.stream.on('error', this.onError);
    for (const event of noted) this.stream.on(event, this.onNews);
  }
}
