import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KnownFile } from '../src/identity/known-file.ts';
import { KnownFiles } from '../src/identity/known-files.ts';
import { createFileInput } from '../src/index.ts';
import { baseOf, recencyOf } from '../src/paths/rotated-name.ts';
import { contextWith, entry, folderWith, messages, rest } from './support.ts';

describe('names of rotated files', () => {
  test.each([
    ['auth.log', ['auth.log.10.gz', 'auth.log.2.gz', 'auth.log.1', 'auth.log.0']],
    ['auth.log', ['auth.log-20251231.gz', 'auth.log-20260101', 'auth.log-2026-01-02', 'auth.log-20260102_1530']],
    ['app.log', ['app-2025-12-31.log.gz', 'app-20260101.log', 'app.20260102.log']],
    ['messages', ['messages-20251231.xz', 'messages-20260101']],
    ['auth.log', ['auth.log-1795510000', 'auth.log-1795510001.gz']],
  ])('of %s are in order: %j', (base, names) => {
    const recency = names.map((name) => recencyOf(base, name) ?? 'none');
    expect(recency).not.toContain('none');
    expect(recency.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(recency);
  });

  test.each([
    ['auth.log', 'auth.log'],
    ['auth.log', 'auth.log.bak'],
    ['auth.log', 'auth.log.1~'],
    ['auth.log', 'auth.log.1.swp'],
    ['auth.log', 'auth2.log'],
    ['auth.log', 'auth.log2'],
    ['worker.log', 'worker-2.log'],
    ['log', 'syslog.1'],
  ])('of %s are not %s', (base, name) => {
    expect(recencyOf(base, name)).toBeUndefined();
  });

  test.each([
    ['auth.log.2.gz', 'auth.log'],
    ['auth.log-20261124', 'auth.log'],
    ['auth.log', undefined],
    ['.1', undefined],
  ])('%s is one of %s', (name, base) => {
    expect(baseOf(name)).toBe(base);
  });
});

describe('what is remembered', () => {
  const fileAt = (path: string, state: Partial<KnownFile>) => Object.assign(new KnownFile(path), state);

  test('is bounded: what has been read to its end gives way first, what is open never', () => {
    const known = new KnownFiles();
    known.add(fileAt('open', { open: true }));
    known.add(fileAt('left', {}));
    for (let n = 0; n < 3_000; n++) known.add(fileAt('done', { progress: 'done' }));
    expect(known.files.size).toBe(1_000);
    expect([known.of('open').length, known.of('left').length]).toEqual([1, 1]);
    for (let n = 0; n < 3_000; n++) known.add(fileAt('left', {}));
    expect(known.files.size).toBe(1_000);
    expect(known.of('open')).toHaveLength(1);
  });
});

describe('files that are read to their end', () => {
  test('are found again by their inodes though they were renamed', async () => {
    const folder = folderWith({ log: `${entry(1, 'a1')}\n`, 'log.1': `${entry(0, 'old')}\n` });
    const [log, rotated] = [join(folder, 'log'), join(folder, 'log.1')];
    const options = { paths: [log, rotated], year: 2026 };
    const first = createFileInput(options);
    await first.start(contextWith());
    expect(messages(await rest(first))).toEqual(['old', 'a1']);
    const position = first.positions();
    await first.stop();
    appendFileSync(log, `${entry(2, 'a2')}\n`);
    renameSync(rotated, join(folder, 'log.2'));
    renameSync(log, rotated);
    writeFileSync(log, `${entry(3, 'b1')}\n`);
    const second = createFileInput(options);
    second.resume(JSON.parse(JSON.stringify(position)));
    const context = contextWith();
    await second.start(context);
    expect(messages(await rest(second))).toEqual(['a2', 'b1']);
    expect(context.warnings).toEqual([]);
    await second.stop();
  });
});
