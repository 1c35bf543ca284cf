import type { ByteSource } from './byte-source.ts';
import type { Growth } from './growth.ts';
import type { PlainFile } from './plain-file.ts';

/** The bytes of a file that grows: at its present end, `read` waits for more, and ends where the file was cut back. */
export class Tail implements ByteSource {
  readonly file: PlainFile;
  readonly growth: Growth;
  cutBack = false;

  constructor(file: PlainFile, growth: Growth) {
    this.file = file;
    this.growth = growth;
  }

  async read(into: Buffer): Promise<number> {
    for (;;) {
      const count = await this.file.read(into);
      if (count > 0 || this.file.stopped) return count;
      this.cutBack = await this.file.isCutBack();
      if (this.cutBack) return 0;
      await this.growth.wait();
    }
  }

  seek(offset: number): void {
    this.file.seek(offset);
  }

  startAgain(): boolean {
    const { cutBack } = this;
    if (cutBack) this.file.seek(0);
    this.cutBack = false;
    return cutBack;
  }

  stop(): void {
    this.file.stop();
    this.growth.stop();
  }

  close(): Promise<void> {
    this.stop();
    return this.file.close();
  }
}
