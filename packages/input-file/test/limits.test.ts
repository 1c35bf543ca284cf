import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { contextWith, entry, folderWith, messages, readAll } from './support.ts';

const packageFolder = join(import.meta.dirname, '..');

/** What a program that has `files`, a function that reads them, and `warnings` printed, and its peak memory in MB. */
function run(files: readonly string[], use: string) {
  const script = `
    import { createFileInput, manifest } from '@correlator/input-file';
    import { systemClock } from '@correlator/core';
    const paths = JSON.parse(process.env.PATHS);
    const warnings = [];
    const context = { clock: systemClock, zone: 'UTC', warn: (text) => { warnings.push(text); context.onWarning?.(); } };
    const input = createFileInput({ paths });
    const counts = { records: 0, unparsed: {} };
    async function read() {
      await input.start(context);
      for (let batch; (batch = await input.read()); ) {
        counts.records += batch.records.length;
        for (const { reason } of batch.unparsed) counts.unparsed[reason] = (counts.unparsed[reason] ?? 0) + 1;
      }
    }
    ${use}
    console.log(JSON.stringify({ ...counts, warnings, peak: process.resourceUsage().maxRSS / 1024 }));
  `;
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', script];
  const env = { ...process.env, PATHS: JSON.stringify(files) };
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8', env });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const megabyte = 2 ** 20;
/** Node.js itself takes some 80 MB. */
const mostMegabytes = 220;

describe('memory stays bounded', () => {
  test('by a gzip file of less than a megabyte with a line of 400 MB and ten million empty ones', () => {
    const line = Buffer.alloc(4 * megabyte, 'x');
    const lines = Buffer.alloc(2 * megabyte, '\n');
    const [long, short] = [gzipSync(line), gzipSync(lines)];
    const bomb = Buffer.concat([...new Array<Buffer>(100).fill(long), ...new Array<Buffer>(5).fill(short)]);
    const { peak, ...rest } = run([join(folderWith({ bomb }), 'bomb')], 'await read();');
    expect(rest).toMatchObject({ records: 0, unparsed: { 'line-too-long': 1 }, warnings: [/no end for 64 MiB/] });
    expect(peak).toBeLessThan(mostMegabytes);
  });

  test('by what never ends and has no line end: it is said, and can be stopped', () => {
    const use = `context.onWarning = () => input.stop(); await read();`;
    const { peak, ...rest } = run(['/dev/zero'], use);
    const warning = expect.stringMatching(
      /^\/dev\/zero: the line at byte 0 has had no end for 64 MiB; .* give another$/,
    );
    expect(rest).toEqual({ records: 0, unparsed: {}, warnings: [warning] });
    expect(peak).toBeLessThan(mostMegabytes);
  });

  test('by 1,000 files that are merged: some 200 KB for each', () => {
    const content = Array.from(
      { length: 60 },
      (_, second) => `${entry(second, `text ${second} ${'x'.repeat(900)}`)}\n`,
    );
    const names = Array.from({ length: 1_000 }, (_, index) => `log.${index}`);
    const folder = folderWith(
      Object.fromEntries(names.map((name) => [name, `${entry(0, name)}\n${content.join('')}`])),
    );
    const { peak, ...rest } = run(
      names.map((name) => join(folder, name)),
      'await read();',
    );
    expect(rest).toEqual({ records: 1_000 * 61, unparsed: {}, warnings: [] });
    expect(peak).toBeLessThan(mostMegabytes + 200);
  });
});

describe('a file that this user may not read', () => {
  // Root reads everything: the program becomes nobody before it opens the file.
  const nobody = process.getuid?.() === 0 ? 'process.setegid(65534); process.seteuid(65534);' : '';

  test('is named, with what to do', () => {
    const folder = folderWith({ secret: entry(1, 'x') });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secret'), 0);
    const use = `${nobody} await read().catch((error) => warnings.push(error.code, error.message));`;
    const { warnings } = run([join(folder, 'secret')], use);
    expect(warnings).toEqual([
      'FILE_UNREADABLE',
      `${join(folder, 'secret')}: cannot be read: permission denied; run as a user that may read it, or add this user to the group that owns it`,
    ]);
  });

  test('stands in the way of an input', () => {
    const folder = folderWith({ secret: entry(1, 'x') });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'secret'), 0);
    // What may be read is asked for the user that started the program.
    const forGood = nobody.replaceAll('sete', 'set');
    const use = `${forGood} for (const { code, path } of await manifest.obstacles(manifest.options.parse({ paths }))) warnings.push(code, path);`;
    expect(run([join(folder, 'secret')], use).warnings).toEqual(['FILE_UNREADABLE', 'paths.0']);
  });

  test('is told from one that is not there, where its folder may not be read', () => {
    const folder = folderWith({ log: entry(1, 'x') });
    chmodSync(folder, 0);
    const use = `${nobody} await read().catch((error) => warnings.push(error.code, error.message));`;
    expect(run([join(folder, 'log')], use).warnings).toEqual([
      'FILE_UNREADABLE',
      expect.stringContaining('permission denied'),
    ]);
    chmodSync(folder, 0o700);
  });
});

describe('a named pipe', () => {
  function pipe(): string {
    const path = join(folderWith(), 'pipe');
    spawnSync('mkfifo', [path]);
    return path;
  }

  test('that nobody writes to holds nothing up, and can be stopped', async () => {
    const paths = Array.from({ length: 8 }, pipe);
    const input = createFileInput({ paths, follow: true });
    await input.start(contextWith());
    const reading = input.read();
    await input.stop();
    expect(await reading).toBeUndefined();
  });

  test('waits for the first writer, and ends with the last', async () => {
    const path = pipe();
    const input = createFileInput({ paths: path });
    const context = contextWith();
    await input.start(context);
    onTestFinished(() => input.stop());
    const reading = input.read();
    const writer = spawn('sh', ['-c', `printf '%s\\n' "$1" > "$2"`, 'sh', entry(1, 'late'), path]);
    expect((await reading)?.records.map(({ message }) => message)).toEqual(['late']);
    expect(await input.read()).toBeUndefined();
    await (writer.exitCode ?? once(writer, 'close'));
  });

  test('may bring gzip', async () => {
    const path = pipe();
    const zipped = join(folderWith({ zipped: gzipSync(`${entry(1, 'a')}\n`) }), 'zipped');
    const writer = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', zipped, path]);
    expect(messages(await readAll(createFileInput({ paths: path })))).toEqual(['a']);
    await (writer.exitCode ?? once(writer, 'close'));
  });
});

test('a file that is removed between start and reading is read', async () => {
  const path = join(folderWith({ log: entry(1, 'gone') }), 'log');
  const input = createFileInput({ paths: path });
  await input.start(contextWith());
  onTestFinished(() => input.stop());
  writeFileSync(`${path}.new`, entry(1, 'other'));
  spawnSync('mv', [`${path}.new`, path]);
  expect((await input.read())?.records[0]?.message).toBe('gone');
});
