import { type FSWatcher, watch } from 'node:fs';

/** Told of a change in a folder: whether names changed, or only what is in a file. */
export type OnChange = (folder: string, name: string | null, renamed: boolean) => void;

/**
 * Has the system report what changes in folders. Where it cannot (no more inotify watches, network file systems), nothing
 * is reported, and polling alone has to find it.
 */
export class FolderWatch {
  readonly onChange: OnChange;
  readonly watchers = new Map<string, FSWatcher>();

  constructor(onChange: OnChange) {
    this.onChange = onChange;
  }

  /** Watches these folders and no others. Those that are not there are tried again by the next call. */
  set(folders: ReadonlySet<string>): void {
    for (const folder of [...this.watchers.keys()]) if (!folders.has(folder)) this.drop(folder);
    for (const folder of folders) if (!this.watchers.has(folder)) this.add(folder);
  }

  add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (type, name) => {
        this.onChange(folder, name, type === 'rename');
      });
      watcher.on('error', () => this.drop(folder));
      this.watchers.set(folder, watcher);
    } catch {
      // Polling alone has to do, until it can be watched.
    }
  }

  drop(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }

  close(): void {
    for (const folder of [...this.watchers.keys()]) this.drop(folder);
  }
}
