import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { residentBytes } from '../measure/process-memory.ts';

/** What is to be received. */
export interface Sending {
  readonly messages: number;
  /** Of the messages themselves. */
  readonly bytes: number;
}

/** A program that receives syslog by TCP. */
export interface Receiver {
  readonly port: number;
  /** Resolves when everything has arrived; with the peak of its memory, in bytes. */
  readonly received: Promise<number>;
  stop(): Promise<void>;
}

/** Starts one program of those that are compared. */
export interface Contender {
  readonly name: string;
  start(sending: Sending): Promise<Receiver>;
}

/** Resolves with what follows `word` on the first line of `child` that begins with it. */
export async function says(child: ChildProcess, word: string): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => {
      said += text;
      const found = new RegExp(`^${word} ?(.*)$`, 'm').exec(said);
      if (found !== null && said.endsWith('\n')) resolve(found[1] ?? '');
    });
    child.once('close', () => reject(new Error(`it ended before it said '${word}'`)));
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

/** Parses and counts, in an engine. */
export const correlator: Contender = {
  name: 'Correlator, parse and count',
  async start({ messages }) {
    const path = fileURLToPath(new URL('receiver.mjs', import.meta.url));
    const child = spawn(process.execPath, [path, String(messages)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const done = says(child, 'done');
    const port = Number(await says(child, 'port'));
    return { port, received: done.then((said) => Number(said.split(' ')[0])), stop: () => stopped(child) };
  },
};

const configuration = (folder: string, port: number) => `
global(workDirectory="${folder}")
module(load="imtcp" maxSessions="20")
main_queue(queue.type="linkedList" queue.size="500000" queue.dequeueBatchSize="4096")
template(name="raw" type="string" string="%rawmsg%\\n")
input(type="imtcp" port="${port}" address="127.0.0.1")
*.* action(type="omfile" file="${folder}/out" template="raw" ioBufferSize="256k" asyncWriting="on" flushInterval="1")
`;

/** Parses, and writes to a file. */
export const rsyslogd: Contender = {
  name: 'rsyslogd, to a file',
  async start({ bytes, messages }) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-rsyslogd-'));
    const port = 20_000 + (process.pid % 20_000);
    writeFileSync(join(folder, 'conf'), configuration(folder, port));
    const child = spawn('rsyslogd', ['-n', '-f', join(folder, 'conf'), '-i', join(folder, 'pid')], { stdio: 'ignore' });
    await listening(port);
    return {
      port,
      received: written(join(folder, 'out'), bytes + messages).then(() => residentBytes(child.pid ?? 0)),
      async stop() {
        await stopped(child);
        rmSync(folder, { recursive: true });
      },
    };
  },
};

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const there = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (there) return;
    await setTimeout(20);
  }
}

async function written(path: string, bytes: number): Promise<void> {
  const size = () => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  while (size() < bytes) await setTimeout(5);
}
