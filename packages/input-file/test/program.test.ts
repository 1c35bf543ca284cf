import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parseOptions } from '@correlator/core';
import { createManualClock } from '@correlator/core/testing';
import { describe, expect, test } from 'vitest';
import { createFileInput, fileOptions, manifest } from '../src/index.ts';
import { contextWith, entry, folderWith, readAll } from './support.ts';

const lines = ['Server listening on 0.0.0.0 port 22.', 'sshd[7]: text', entry(1, 'of another')];
const content = lines.map((line) => `${line}\n`).join('');
const options = { program: 'sshd', year: 2026 };

describe('a program that is stated', () => {
  test('is that of lines without a header, which have the time of the last change where a file is read to its end', async () => {
    const path = join(folderWith({ log: content }), 'log');
    utimesSync(path, 1_795_600_800, 1_795_600_800);
    const { records, unparsed } = await readAll(createFileInput({ paths: path, ...options }));
    expect(unparsed).toEqual([]);
    expect(records).toMatchObject([
      { time: 1_795_600_800_000, host: '', program: 'sshd', pid: '', message: lines[0], raw: lines[0] },
      { time: 1_795_600_800_000, program: 'sshd', pid: '7', message: 'text' },
      { program: 'app', message: 'of another' },
    ]);
  });

  test('has lines of standard input at the time when they were received', async () => {
    const clock = createManualClock(1_795_600_900_000);
    const input = createFileInput({ paths: '-', ...options }, { stdin: Readable.from([Buffer.from(content)]) });
    await input.start(contextWith(clock));
    const batch = await input.read();
    expect(batch?.records[0]).toMatchObject({ time: 1_795_600_900_000, program: 'sshd' });
    await input.stop();
  });

  test('is a word', () => {
    expect(() => createFileInput({ paths: 'x', program: 'a b' })).toThrow(
      'inputs.file.program: must be the name of a program',
    );
  });

  test('is a remark of check where times will mean nothing', () => {
    const remarks = (given: object) =>
      manifest.remarks?.(parseOptions(fileOptions, { paths: 'x', ...given }, '')) ?? [];
    expect(remarks({})).toEqual([expect.stringContaining('nobody knows who wrote an entry')]);
    expect(remarks({ program: 'sshd', follow: true })).toHaveLength(1);
    expect(remarks({ program: 'sshd' })[1]).toContain('the last change of their file');
  });
});
