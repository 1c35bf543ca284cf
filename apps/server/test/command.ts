import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

/** On a busy machine, processes take their time. */
vi.setConfig({ testTimeout: 30_000 });

/** The server's folder. */
export const server = fileURLToPath(new URL('..', import.meta.url));

/** What runs the command from its sources. */
export const nodeArguments = ['--conditions=@correlator/source', join(server, 'src/main.ts')];

const environment = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '', DEBUG: undefined };

/** The command, running: what it printed so far, and its end. */
export class Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  stdout = '';
  stderr = '';
  /** Its exit code. */
  readonly ended: Promise<number | null>;

  /** `within` is a command line that runs another. */
  constructor(args: readonly string[], directory: string, within: readonly string[] = []) {
    const [file = '', ...rest] = [...within, process.execPath, ...nodeArguments, ...args];
    const child = spawn(file, rest, { cwd: directory, env: environment });
    this.child = child;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => child.on('close', resolve));
    onTestFinished(() => void child.kill('SIGKILL'));
  }

  /** Resolves when it has printed what `pattern` matches; rejects when it ends before. */
  async prints(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void> {
    const found = () => pattern.test(this[stream]);
    if (found()) return;
    await new Promise<void>((resolve, reject) => {
      this.child[stream].on('data', () => found() && resolve());
      this.ended.then(() => (found() ? resolve() : reject(new Error(`it ended:\n${this.stdout}\n${this.stderr}`))));
    });
  }
}

/** Runs the command to its end. */
export async function correlator(args: readonly string[], options: { directory?: string; input?: string } = {}) {
  const running = new Running(args, options.directory ?? server);
  running.child.stdin.end(options.input);
  const code = await running.ended;
  return { code, stdout: running.stdout, stderr: running.stderr };
}

/** A new folder with the given files, gone when the test is over. */
export function folder(files: Readonly<Record<string, string>>): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'correlator-server-')));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

/** A failed login of `root` from `address`, at a second of 10:00 of 2026-11-23. */
export function failure(second: number, address: string, user = 'root'): string {
  const time = `2026-11-23T10:00:${String(second).padStart(2, '0')}+00:00`;
  return `${time} bastion sshd[${100 + second}]: Failed password for ${user} from ${address} port 4${1000 + second} ssh2\n`;
}
