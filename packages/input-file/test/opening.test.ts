import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFileInput } from '../src/index.ts';
import { contextWith, entry, folderWith, messages, readAll } from './support.ts';

const start = (...paths: string[]) => createFileInput({ paths }).start(contextWith());
const packageFolder = join(import.meta.dirname, '..');

describe('a file that cannot be read', () => {
  test('is named, with the nearest name there is', async () => {
    const folder = folderWith({ 'auth.log': '', syslog: '' });
    const error = {
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(`did you mean ${join(folder, 'auth.log')}?`),
    };
    await expect(start(join(folder, 'syslog'), join(folder, 'aut.log'))).rejects.toMatchObject(error);
  });

  test('is named, with its folder where nothing there is called alike, or that is missing too', async () => {
    const folder = folderWith({ syslog: '' });
    await expect(start(join(folder, 'auth.log'))).rejects.toThrow(`there is no file of that name in ${folder}`);
    await expect(start(join(folder, 'no', 'auth.log'))).rejects.toThrow(
      `the folder ${join(folder, 'no')} does not exist`,
    );
  });

  test('as it is a folder is named', async () => {
    await expect(start(folderWith())).rejects.toMatchObject({ code: 'FILE_IS_DIRECTORY' });
  });

  test('for another reason is named with that reason', async () => {
    const error = { code: 'FILE_UNREADABLE', message: expect.stringContaining('ELOOP') };
    const folder = folderWith();
    spawnSync('ln', ['-s', 'loop', join(folder, 'loop')]);
    await expect(start(join(folder, 'loop'))).rejects.toMatchObject(error);
  });

  test('leaves no input started', async () => {
    const input = createFileInput({ paths: join(folderWith(), 'none') });
    await expect(input.start(contextWith())).rejects.toThrow();
    await expect(input.read()).rejects.toMatchObject({ code: 'INPUT_NOT_STARTED' });
    await input.stop();
  });
});

const script = (options: object, use: string) => `
  import { createFileInput } from '@correlator/input-file';
  import { systemClock } from '@correlator/core';
  const input = createFileInput(${JSON.stringify(options)});
  await input.start({ clock: systemClock, zone: 'UTC', warn: console.error });
  ${use}
`;
const readToEnd = 'for (let b; (b = await input.read()); ) for (const r of b.records) console.log(r.message);';

function program(options: object, use: string) {
  const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', script(options, use)];
  return spawn(process.execPath, args, { cwd: packageFolder, stdio: ['pipe', 'pipe', 'inherit'] });
}

async function outputOf(child: ReturnType<typeof program>): Promise<string> {
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return output;
}

describe('standard input', () => {
  test('is read to its end', async () => {
    const child = program({ paths: '-' }, readToEnd);
    child.stdin.write(`${entry(1, 'one')}\n${entry(2, 't')}`);
    child.stdin.end(`wo\n${entry(3, 'three')}`);
    expect(await outputOf(child)).toBe('one\ntwo\nthree\n');
  });

  test('that stays open does not keep a process from ending once the input is stopped', async () => {
    const use = 'const reading = input.read(); console.log((await reading).records.length);';
    const child = program(
      { paths: '-' },
      `${use} const next = input.read(); await input.stop(); console.log(await next);`,
    );
    child.stdin.write(`${entry(1, 'one')}\n`);
    expect(await outputOf(child)).toBe('1\nundefined\n');
  });
});

describe('a followed file', () => {
  test('keeps a process alive until the input is stopped', async () => {
    const paths = join(folderWith({ log: '' }), 'log');
    const use = `process.stdin.once('data', () => { process.stdin.pause(); input.stop(); }); process.stdin.unref();
      console.log('started'); await input.read(); console.log('ended');`;
    const child = program({ paths, follow: true }, use);
    const output = outputOf(child);
    child.stdout.once('data', () => child.stdin.write('stop'));
    expect(await output).toBe('started\nended\n');
  });
});

describe('a named pipe', () => {
  test('is read to its end', async () => {
    const folder = folderWith();
    const path = join(folder, 'pipe');
    spawnSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', `printf '%s\\n' "$1" > "$2"`, 'sh', entry(1, 'piped'), path]);
    expect(messages(await readAll(createFileInput({ paths: path })))).toEqual(['piped']);
    await (writer.exitCode ?? once(writer, 'close'));
  });
});

test('a device is read like a file', async () => {
  expect(await readAll(createFileInput({ paths: '/dev/null' }))).toMatchObject({ batches: [], unparsed: [] });
});
