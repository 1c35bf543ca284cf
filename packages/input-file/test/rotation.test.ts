import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { positionOf } from '@correlator/events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileInput, type FilePositions } from '../src/index.ts';
import { followed } from './follower.ts';
import { entry, folderWith, readAll } from './support.ts';

let second = 0;
/** A line, no two of which begin alike. */
const line = (text: string) => `${entry(second++ % 3_600, text)}\n`;

/** A log that is rotated as logrotate does. */
class Log {
  readonly path = join(folderWith(), 'auth.log');

  write(...texts: string[]): void {
    appendFileSync(this.path, texts.map(line).join(''));
  }

  /** Renames all of its files, and makes a new one. */
  rotate(create = true): void {
    for (let n = 8; n > 0; n--) this.move(`${this.path}.${n}`, `${this.path}.${n + 1}`);
    renameSync(this.path, `${this.path}.1`);
    if (create) writeFileSync(this.path, '');
  }

  move(from: string, to: string): void {
    for (const ending of ['', '.gz']) {
      try {
        renameSync(from + ending, to + ending);
      } catch {
        // There are not so many yet.
      }
    }
  }

  compress(n: number): void {
    const path = `${this.path}.${n}`;
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    rmSync(path);
  }
}

function logOf(...texts: string[]): Log {
  const log = new Log();
  log.write(...texts);
  return log;
}

/** Positions of all records, as reading the files of a log to their end gives them. */
async function replayed(...paths: string[]): Promise<string[]> {
  const places: string[] = [];
  for (const path of paths) {
    const { records } = await readAll(createFileInput({ paths: path, year: 2026 }));
    places.push(...records.map((record) => `${positionOf(record)}`));
  }
  return places;
}

describe('a followed log that is renamed', () => {
  test('is read to its end, then the new one', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    await reader.gives('a1');
    log.write('a2');
    log.rotate();
    log.write('b1');
    await reader.look();
    await reader.gives('a1', 'a2', 'b1');
    log.write('b2');
    await reader.look();
    await reader.gives('a1', 'a2', 'b1', 'b2');
    expect(reader.warnings).toEqual([]);
    expect(reader.places).toEqual(await replayed(`${log.path}.1`, log.path));
  });

  test('without a new one at first is read on as soon as there is one', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    log.rotate(false);
    await reader.look();
    appendFileSync(`${log.path}.1`, line('a2'));
    await reader.look();
    await reader.gives('a1', 'a2');
    log.write('b1');
    await reader.look();
    await reader.gives('a1', 'a2', 'b1');
    expect(reader.warnings).toEqual([]);
  });

  test('is read on while its writer goes on with the old one', async () => {
    const log = logOf('a1');
    const writer = openSync(log.path, 'a');
    onTestFinished(() => closeSync(writer));
    const reader = await followed(log.path, { rotateWait: '10s' });
    await reader.gives('a1');
    log.rotate();
    log.write('b1');
    await reader.look();
    await reader.gives('a1', 'b1');
    for (const text of ['a2', 'a3', 'a4']) {
      writeSync(writer, line(text));
      await reader.look();
      await expect.poll(() => reader.messages.at(-1)).toBe(text);
      await reader.look(7);
    }
    expect(reader.input.positions()).toMatchObject({ files: [{ done: false }, { done: false }] });
    await reader.look(11);
    await expect.poll(() => reader.input.positions()).toMatchObject({ files: [{ done: true }, { done: false }] });
    expect(reader.messages).toEqual(['a1', 'b1', 'a2', 'a3', 'a4']);
  });

  test('gives a last line without an end as it is, when nothing more is expected of it', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path, { rotateWait: '10s' });
    appendFileSync(log.path, line('a2').slice(0, -1));
    log.rotate();
    log.write('b1');
    await reader.look();
    await reader.gives('a1', 'b1');
    await reader.look(11);
    await reader.gives('a1', 'b1', 'a2');
    expect(reader.places.toSorted()).toEqual((await replayed(`${log.path}.1`, log.path)).toSorted());
  });

  test('several times between two looks is read in order', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    await reader.gives('a1');
    for (const name of ['b', 'c', 'd', 'e']) {
      log.write(`${name}0`);
      log.rotate();
      log.write(`${name}1`);
    }
    log.compress(2);
    await reader.look();
    await reader.gives('a1', 'b0', 'b1', 'c0', 'c1', 'd0', 'd1', 'e0', 'e1');
    log.write('e2');
    await reader.look();
    await reader.gives('a1', 'b0', 'b1', 'c0', 'c1', 'd0', 'd1', 'e0', 'e1', 'e2');
    expect(reader.warnings).toEqual([]);
    const files = [4, 3, '2.gz', 1].map((n) => `${log.path}.${n}`);
    expect(reader.places).toEqual(await replayed(...files, log.path));
  });

  test('several times though it is empty is read in order', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    await reader.gives('a1');
    for (let n = 0; n < 3; n++) log.rotate();
    log.compress(1);
    log.write('b1');
    log.rotate();
    log.rotate();
    log.compress(1);
    log.write('c1');
    await reader.look();
    await reader.gives('a1', 'b1', 'c1');
    const again = await followed(log.path, {}, { from: await reader.crash() });
    log.write('c2');
    await again.look();
    await again.gives('c2');
  });

  test('leaves alone the rotated files that were there before', async () => {
    const log = logOf('old1');
    log.rotate();
    log.write('old2');
    log.rotate();
    log.compress(1);
    log.write('a1');
    const reader = await followed(log.path);
    log.rotate();
    log.write('b1');
    log.rotate();
    log.write('c1');
    await reader.look();
    await reader.gives('a1', 'b1', 'c1');
  });

  test('with dates in the names of rotated files is read in order', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    writeFileSync(`${log.path}-20251231`, line('old'));
    for (const [date, text] of [
      ['20261124', 'b1'],
      ['20261125', 'c1'],
    ]) {
      renameSync(log.path, `${log.path}-${date}`);
      log.write(text ?? '');
    }
    await reader.look();
    await reader.gives('a1', 'b1', 'c1');
  });

  test('and renamed back is read on', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    renameSync(log.path, `${log.path}.save`);
    await reader.look();
    renameSync(`${log.path}.save`, log.path);
    log.write('a2');
    await reader.look();
    log.write('a3');
    await reader.look();
    await reader.gives('a1', 'a2', 'a3');
    expect(reader.warnings).toEqual([]);
  });

  test('is read line by line though its writer writes byte by byte, over the rotation too', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path, {}, { watch: true });
    const writer = openSync(log.path, 'a');
    for (const byte of line('a2').slice(0, 20)) writeSync(writer, byte);
    log.rotate();
    log.write('b1');
    await reader.gives('a1', 'b1');
    for (const byte of `${entry(second - 2, 'a2').slice(20)}\n`) writeSync(writer, byte);
    closeSync(writer);
    await reader.gives('a1', 'b1', 'a2');
    expect(reader.unparsed).toEqual([]);
  });

  test('is noticed without waiting where the system reports changes', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path, {}, { watch: true });
    await reader.gives('a1');
    log.rotate();
    log.write('b1');
    await reader.gives('a1', 'b1');
    log.write('b2');
    await reader.gives('a1', 'b1', 'b2');
  });
});

describe('a reader that is started again', () => {
  test('goes on in the rotated file, then in those after it', async () => {
    const log = logOf('a1', 'a2');
    const first = await followed(log.path);
    await first.gives('a1', 'a2');
    const from = await first.crash();
    log.write('a3');
    log.rotate();
    log.write('b1');
    log.rotate();
    log.write('c1');
    const second = await followed(log.path, {}, { from });
    await second.gives('a3', 'b1', 'c1');
    expect(second.warnings).toEqual([]);
    expect([...first.places, ...second.places]).toEqual(await replayed(`${log.path}.2`, `${log.path}.1`, log.path));
  });

  test('goes on in files that were compressed meanwhile, from the right byte', async () => {
    const log = logOf('a1', 'a2');
    const first = await followed(log.path);
    await first.gives('a1', 'a2');
    const from = await first.crash();
    log.write('a3');
    log.rotate();
    log.write('b1');
    log.rotate();
    log.write('c1');
    log.rotate();
    log.write('d1');
    for (const n of [2, 3]) log.compress(n);
    const second = await followed(log.path, {}, { from });
    await second.gives('a3', 'b1', 'c1', 'd1');
    expect(second.warnings).toEqual([]);
    const files = ['3.gz', '2.gz', '1'].map((n) => `${log.path}.${n}`);
    expect([...first.places, ...second.places]).toEqual(await replayed(...files, log.path));
  });

  test('in the midst of catching up reads nothing twice', async () => {
    const log = logOf('a1');
    const first = await followed(log.path);
    await first.gives('a1');
    let from = await first.crash();
    for (const name of ['b', 'c', 'd']) {
      log.write(`${name}0`);
      log.rotate();
      log.write(`${name}1`);
    }
    const messages: string[] = [];
    for (let starts = 0; starts < 9; starts++) {
      const input = createFileInput({ paths: log.path, follow: true, pollInterval: '10ms' }, { watch: false });
      input.resume(JSON.parse(JSON.stringify(from)));
      await input.start({ clock: first.clock, zone: 'UTC', warn: (summary) => expect.fail(summary) });
      if (messages.length < 6) messages.push(...((await input.read())?.records ?? []).map(({ message }) => message));
      from = input.positions();
      await input.stop();
    }
    expect(messages).toEqual(['b0', 'b1', 'c0', 'c1', 'd0', 'd1']);
  });

  test('reads what a writer added to a file that had been rotated', async () => {
    const log = logOf('a1');
    const first = await followed(log.path);
    log.rotate();
    log.write('b1');
    await first.look();
    await first.gives('a1', 'b1');
    const from = await first.crash();
    appendFileSync(`${log.path}.1`, line('a2'));
    const second = await followed(log.path, {}, { from });
    await second.look();
    await second.gives('a2');
    log.write('b2');
    await second.look();
    await second.gives('a2', 'b2');
  });

  test('says what cannot be found any more, and reads what came after it', async () => {
    const log = logOf('a1', 'a2');
    const first = await followed(log.path);
    await first.gives('a1', 'a2');
    const from = await first.crash();
    log.rotate();
    rmSync(`${log.path}.1`);
    await expect.poll(() => isLater(log), { interval: 5 }).toBe(true);
    log.write('b1');
    log.rotate();
    log.write('c1');
    const second = await followed(log.path, {}, { from });
    await expect.poll(() => second.messages.at(-1)).toBe('c1');
    expect(second.messages.filter((message) => message !== 'x')).toEqual(['b1', 'c1']);
    expect(second.warnings).toEqual([expect.stringMatching(/no longer there.* behind byte \d+ has not been read/)]);
  });

  test('reads what came into a file that had been empty, and was compressed since', async () => {
    const log = logOf('a1');
    const writer = await followed(log.path);
    log.rotate();
    await writer.look();
    await writer.gives('a1');
    log.rotate();
    await writer.look();
    log.write('c1');
    await writer.look();
    await writer.gives('a1', 'c1');
    const from = await writer.crash();
    appendFileSync(`${log.path}.1`, line('b1'));
    log.compress(1);
    const second = await followed(log.path, {}, { from });
    log.write('c2');
    await second.look();
    await expect.poll(() => second.messages.toSorted()).toEqual(['b1', 'c2']);
    const { files } = second.input.positions() as never as { files: { fingerprint: string | null }[] };
    expect(files.filter(({ fingerprint }) => fingerprint === null)).toEqual([]);
  });

  test('says nothing of a rotated file that has gone and had been read', async () => {
    const log = logOf('a1');
    const first = await followed(log.path);
    log.rotate();
    log.write('b1');
    await first.look();
    await first.gives('a1', 'b1');
    const from = await first.crash();
    rmSync(`${log.path}.1`);
    const second = await followed(log.path, {}, { from });
    log.write('b2');
    await second.look();
    await second.gives('b2');
    expect(second.warnings).toEqual([]);
  });

  test('takes positions of the version before this one', async () => {
    const log = logOf('a1', 'a2');
    const first = await followed(log.path);
    await first.gives('a1', 'a2');
    const { files, generations } = (await first.crash()) as never as { files: object[]; generations: [] };
    const old = files.map((file) => ({ ...file, inode: undefined, changed: undefined, seam: undefined }));
    log.write('a3');
    log.rotate();
    log.write('b1');
    const second = await followed(log.path, {}, { from: JSON.parse(JSON.stringify({ files: old, generations })) });
    await second.gives('a3', 'b1');
    expect(second.warnings).toEqual([]);
  });
});

/** True where the file system's clock has moved on since the log was last changed. */
function isLater(log: Log): boolean {
  const before = statSync(log.path).mtimeMs;
  log.write('x');
  return statSync(log.path).mtimeMs > before;
}

describe('a followed log that is removed', () => {
  test('is read to its end; a new one of its name from the beginning', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    await reader.gives('a1');
    log.write('a2');
    rmSync(log.path);
    await reader.look();
    await reader.gives('a1', 'a2');
    log.write('b1');
    await reader.look();
    await reader.gives('a1', 'a2', 'b1');
    expect(reader.warnings).toEqual([]);
  });

  test('is let go of when it has been quiet for long enough, though it was missing once before', async () => {
    const log = new Log();
    const reader = await followed(log.path);
    await reader.look();
    log.write('a1');
    await reader.look();
    appendFileSync(log.path, entry(1, 'half'));
    await reader.look();
    rmSync(log.path);
    await reader.look();
    await reader.look(90);
    await reader.gives('a1', 'half');
  });

  test('and replaced by a compressed one is over when all that was rotated has been quiet for long enough', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    await reader.gives('a1');
    log.rotate(false);
    log.write('b1');
    await reader.look();
    await reader.gives('a1', 'b1');
    log.rotate(false);
    writeFileSync(log.path, gzipSync(line('c1')));
    await reader.look();
    await reader.gives('a1', 'b1', 'c1');
    await reader.look(90);
    await reader.ends();
  });

  test('and replaced by a named pipe is read on, and the pipe as another file', async () => {
    const log = logOf('a1');
    const reader = await followed(log.path);
    await reader.gives('a1');
    log.rotate(false);
    spawnSync('mkfifo', [log.path]);
    await reader.look();
    await reader.look();
    const writer = spawn('sh', ['-c', `printf '%s\n' "$1" > "$2"`, 'sh', entry(2, 'piped'), log.path]);
    await reader.gives('a1', 'piped');
    await (writer.exitCode ?? once(writer, 'close'));
    appendFileSync(`${log.path}.1`, line('a2'));
    await reader.look();
    await reader.gives('a1', 'piped', 'a2');
    const { files } = reader.input.positions() as unknown as FilePositions;
    expect(files.map(({ offset }) => offset)).toEqual([statSync(`${log.path}.1`).size, entry(2, 'piped').length + 1]);
    expect(reader.warnings).toEqual([]);
  });
});

describe('a log that is reached by a link', () => {
  test('is read anew when the link leads elsewhere, the old one to its end', async () => {
    const folder = folderWith({ 'one.txt': line('a1'), 'two.txt': line('b1') });
    const path = join(folder, 'current');
    symlinkSync('one.txt', path);
    const reader = await followed(path);
    await reader.gives('a1');
    appendFileSync(join(folder, 'one.txt'), line('a2'));
    rmSync(path);
    symlinkSync('two.txt', path);
    await reader.look();
    await reader.gives('a1', 'a2', 'b1');
  });

  test('is read once though it is given by its own name too', async () => {
    const folder = folderWith({ 'one.log': line('a1') });
    symlinkSync('one.log', join(folder, 'link.log'));
    const reader = await followed(join(folder, '*.log'));
    await reader.gives('a1');
    appendFileSync(join(folder, 'one.log'), line('a2'));
    await reader.look();
    await reader.gives('a1', 'a2');
  });
});
