import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CorrelatorError, messageOf } from '@correlator/events';
import { z } from 'zod';
import type { Block } from './block-list.ts';
import { isNetwork } from './target.ts';

const block = z.object({
  address: z.string().refine(isNetwork),
  network: z.string().refine(isNetwork),
  since: z.number(),
  until: z.number(),
  offence: z.int().min(0),
  causeId: z.string(),
  causeType: z.string(),
  causeSystem: z.string(),
  causeTime: z.number(),
});

const line = z.union([
  z.object({ by: z.string(), block }),
  z.object({ by: z.string(), unblock: z.string() }),
  z.object({ by: z.string(), ended: z.string() }),
]);

/** An entry of the journal: what one of its lines says. */
export type JournalEntry =
  | { readonly block: Block }
  /** Somebody undid the block of this network by hand. */
  | { readonly unblock: string }
  /** The block of this network is over, and that was reported. */
  | { readonly ended: string };

type JournalLine = JournalEntry & { readonly by: string };

/** The length, in bytes, beyond which a journal is written anew, if it also has twice the length that it had the last time. */
const roomy = 4 * 1024 * 1024;

function parseLine(text: string): JournalLine | undefined {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function unusable(path: string, error: unknown): CorrelatorError {
  const fix = "correct the option 'state', or the rights of its folder";
  return new CorrelatorError('FIREWALL_STATE_UNUSABLE', `${path}: ${messageOf(error)}; ${fix}`, { cause: error });
}

/**
 * A journal of blocks as they were made and undone, a JSON object per line. It is only appended to, so that another process
 * (`correlator unblock`) may write to it as well; each process knows its own lines.
 */
export class Journal {
  readonly path: string;
  readonly by: string = randomUUID();
  /** How far it was read, in bytes. */
  position = 0;
  /** Its length when it was written anew, in bytes. */
  compacted = 0;
  /** How many lines could not be read so far. */
  damaged = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Reads it from its beginning. */
  async read(): Promise<JournalEntry[]> {
    this.position = 0;
    return this.readOn();
  }

  /** Returns what other processes wrote since. */
  async foreign(): Promise<JournalEntry[]> {
    return (await this.readOn()).filter(({ by }) => by !== this.by);
  }

  /** Appends, and returns when it is on the disk. */
  async append(entries: readonly JournalEntry[]): Promise<void> {
    await this.write('a', entries);
  }

  /** Writes it anew if it has grown: whole or not at all. */
  async compact(entries: () => readonly JournalEntry[]): Promise<void> {
    if (this.position < Math.max(roomy, this.compacted * 2)) return;
    const fresh = new Journal(`${this.path}.new`);
    await fresh.write('w', entries(), this.by);
    await rename(fresh.path, this.path);
    this.compacted = (await stat(this.path)).size;
    this.position = this.compacted;
  }

  async readOn(): Promise<JournalLine[]> {
    const text = await this.textFrom(this.position);
    const end = text.lastIndexOf('\n') + 1;
    this.position += Buffer.byteLength(text.slice(0, end));
    const lines = text
      .slice(0, end)
      .split('\n')
      .filter((one) => one !== '');
    const parsed = lines.map(parseLine);
    this.damaged += parsed.filter((one) => one === undefined).length;
    return parsed.filter((one) => one !== undefined);
  }

  async textFrom(position: number): Promise<string> {
    try {
      const { size } = await stat(this.path);
      if (size <= position) return '';
      const file = await open(this.path, 'r');
      try {
        const { buffer } = await file.read({ buffer: Buffer.alloc(size - position), position });
        return buffer.toString('utf8');
      } finally {
        await file.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw unusable(this.path, error);
    }
  }

  /** Writes lines. One that a crash cut off is ended first, so that it takes no other with it. */
  async write(flag: 'a' | 'w', entries: readonly JournalEntry[], by = this.by): Promise<void> {
    const lines = entries.map((entry) => `${JSON.stringify({ by, ...entry })}\n`).join('');
    try {
      await mkdir(dirname(this.path), { recursive: true });
      const file = await open(this.path, flag, 0o600);
      try {
        await file.appendFile((await this.isCutOff(flag)) ? `\n${lines}` : lines);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw unusable(this.path, error);
    }
  }

  async isCutOff(flag: 'a' | 'w'): Promise<boolean> {
    if (flag === 'w') return false;
    const { size } = await stat(this.path);
    return size > 0 && (await this.textFrom(size - 1)) !== '\n';
  }
}
