import { open, rename, stat, truncate, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from '@correlator/events';
import { csvNames, csvPath, lastNumber } from './csv-directory.ts';
import { type CsvFile, isUntouched, openCsvFile, syncCsvFile } from './csv-file.ts';
import { type CSVPosition, identityOfFile } from './csv-position.ts';

/** Rows for one file; `stem` is its name without `.csv`. */
export interface CsvRows {
  readonly stem: string;
  readonly header: Buffer;
  readonly rows: Buffer[];
}

/** The options of the CSV files of a folder. */
export interface CsvFilesOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxOpenFiles: number;
  report(summary: string, data: Readonly<Record<string, unknown>>): void;
}

/** The CSV files of a folder. One call at a time. */
export interface CsvFiles {
  /** Appends all rows or none. */
  append(groups: readonly CsvRows[], signal: AbortSignal): Promise<void>;
  /** Makes all rows durable and says how far each file goes. */
  commit(): Promise<CSVPosition>;
  close(): Promise<void>;
}

/** The files that a batch wrote to, by path, and how long they were before. */
type Undo = Map<string, number>;

/** How many lengths of closed files are remembered, which spares reading them again. */
const maxRemembered = 4096;

/** Makes what keeps the CSV files of a folder: opens, begins, rotates, closes them. */
export function createCsvFiles(options: CsvFilesOptions): CsvFiles {
  const { directory, maxBytes, maxOpenFiles, report } = options;
  /** The open files by path; the one used longest ago is first. */
  const opened = new Map<string, CsvFile>();
  const sound = new Map<string, number>();
  const numbers = new Map<string, number>();
  let position = new Map<string, CSVPosition[string]>();
  const changed = new Set<string>();
  let namesChanged = false;

  function remember(path: string, length: number): void {
    sound.delete(path);
    sound.set(path, length);
    if (sound.size > maxRemembered) sound.delete(sound.keys().next().value ?? '');
  }

  async function closeFile(file: CsvFile): Promise<void> {
    opened.delete(file.path);
    try {
      await syncCsvFile(file);
      remember(file.path, file.length);
    } finally {
      await file.handle.close();
    }
  }

  function onTorn(path: string, keptIn: string, bytes: number): void {
    const names = `${basename(path)} ended within a row; its last ${bytes} bytes are kept in ${basename(keptIn)}`;
    report(`CSV file ${names}`, { path, keptIn, bytes });
  }

  /** Renames a file to the next free number, which is newer than all before; `stem.csv` is free then. */
  async function retire(stem: string, undo: Undo): Promise<void> {
    const path = csvPath(directory, stem);
    const number = (numbers.get(stem) ?? (await lastNumber(directory, stem))) + 1;
    const retired = csvPath(directory, `${stem}.${number}`);
    await rename(path, retired);
    numbers.set(stem, number);
    namesChanged = true;
    changed.add(basename(retired));
    const before = undo.get(path);
    undo.delete(path);
    if (before !== undefined) undo.set(retired, before);
  }

  async function openFile({ stem, header }: CsvRows, undo: Undo): Promise<CsvFile> {
    const path = csvPath(directory, stem);
    for (const oldest of opened.values()) if (opened.size >= maxOpenFiles) await closeFile(oldest);
    for (;;) {
      const file = await openCsvFile(path, { header, sound: sound.get(path), onTorn });
      if (file !== undefined) return file;
      await retire(stem, undo);
    }
  }

  async function use(group: CsvRows, undo: Undo): Promise<CsvFile> {
    const path = csvPath(directory, group.stem);
    let file = opened.get(path);
    if (file !== undefined && !(file.header.equals(group.header) && (await isUntouched(file)))) {
      await closeFile(file);
      file = undefined;
    }
    file ??= await openFile(group, undo);
    opened.delete(path);
    opened.set(path, file);
    if (!undo.has(path)) undo.set(path, file.length);
    return file;
  }

  async function write(file: CsvFile, chunks: readonly Buffer[]): Promise<void> {
    if (chunks.length === 0) return;
    if (file.length === 0) namesChanged = true;
    changed.add(basename(file.path));
    file.dirty = true;
    const bytes = Buffer.concat(chunks);
    await file.handle.appendFile(bytes);
    file.length += bytes.length;
  }

  async function rotate(file: CsvFile, group: CsvRows, undo: Undo): Promise<CsvFile> {
    await closeFile(file);
    await retire(group.stem, undo);
    return use(group, undo);
  }

  async function appendGroup(group: CsvRows, undo: Undo): Promise<void> {
    let file = await use(group, undo);
    let pending = file.length === 0 ? [group.header] : [];
    let length = file.length || group.header.length;
    for (const row of group.rows) {
      if (length + row.length > maxBytes && length > group.header.length) {
        await write(file, pending);
        file = await rotate(file, group, undo);
        pending = [group.header];
        length = group.header.length;
      }
      pending.push(row);
      length += row.length;
    }
    await write(file, pending);
  }

  async function cutBack(path: string, length: number): Promise<void> {
    const file = opened.get(path);
    opened.delete(path);
    sound.delete(path);
    await file?.handle.close();
    await (length === 0 ? unlink(path) : truncate(path, length));
    remember(path, length);
  }

  async function rollBack(undo: Undo): Promise<void> {
    for (const [path, length] of undo) {
      await cutBack(path, length).catch((error: unknown) => {
        const name = basename(path);
        report(
          `CSV file ${name} may hold rows twice: it could not be cut back to ${length} bytes: ${messageOf(error)}`,
          {
            path,
            length,
          },
        );
      });
    }
  }

  async function entryOf(name: string): Promise<CSVPosition[string] | undefined> {
    const known = changed.has(name) ? undefined : position.get(name);
    if (known !== undefined) return known;
    const path = join(directory, name);
    const { size } = await stat(path);
    const identity = await identityOfFile(path, size);
    return identity === undefined ? undefined : { identity, length: size };
  }

  async function syncNames(): Promise<void> {
    if (!namesChanged) return;
    const handle = await open(directory, 'r');
    await handle.sync().finally(() => handle.close());
    namesChanged = false;
  }

  return {
    async append(groups, signal) {
      const undo: Undo = new Map();
      try {
        for (const group of groups) {
          await appendGroup(group, undo);
          signal.throwIfAborted();
        }
      } catch (error) {
        await rollBack(undo);
        throw error;
      }
    },

    async commit() {
      for (const file of opened.values()) await syncCsvFile(file);
      await syncNames();
      const next = new Map<string, CSVPosition[string]>();
      for (const name of await csvNames(directory)) {
        const entry = await entryOf(name);
        if (entry !== undefined) next.set(name, entry);
      }
      position = next;
      changed.clear();
      return Object.fromEntries(next);
    },

    async close() {
      for (const file of [...opened.values()]) await closeFile(file);
      await syncNames();
    },
  };
}
