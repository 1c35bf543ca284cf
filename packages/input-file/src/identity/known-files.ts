import type { KnownFile } from './known-file.ts';
import { SeenPlaces } from './seen-places.ts';

/** Files that are not open are remembered as long as there are not more than so many in all. */
const mostFiles = 1_000;

/** The files that an input knows: those it reads, and the last of those it has read to their end. */
export class KnownFiles {
  readonly files = new Set<KnownFile>();
  readonly seen = new SeenPlaces();

  add(file: KnownFile): KnownFile {
    this.files.add(file);
    this.forget();
    return file;
  }

  of(path: string): KnownFile[] {
    return [...this.files].filter((file) => file.path === path);
  }

  /** Something of it was seen: it is not the next to be forgotten. */
  touch(file: KnownFile): void {
    if (this.files.delete(file)) this.files.add(file);
  }

  /** Rotation brings new ones for as long as an input runs. */
  forget(): void {
    this.forgetSome((file) => file.done);
    this.forgetSome(() => true);
  }

  forgetSome(isForgettable: (file: KnownFile) => boolean): void {
    let excess = this.files.size - mostFiles;
    for (const file of this.files) {
      if (excess <= 0) return;
      if (file.open || !isForgettable(file)) continue;
      this.files.delete(file);
      excess--;
    }
  }
}
