import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url));

/** How a server is run. */
export interface ServerOptions {
  readonly folder: string;
  /** Where it is killed: a point, and how often it has to come there. */
  readonly kill?: string | undefined;
  /** Lines per second. */
  readonly rate?: number | undefined;
}

/** How a server ended. */
export interface ServerEnd {
  /** 0 where it came to the end of the log. */
  readonly code: number | null;
  readonly signal: string | null;
  /** ms from its start until it read; undefined where it never came so far. */
  readonly backMs: number | undefined;
  readonly complaint: string;
}

/** A server that runs over the log. */
export class Server {
  readonly child: ChildProcess;
  readonly started = performance.now();
  backMs: number | undefined = undefined;
  complaint = '';

  constructor({ folder, kill, rate }: ServerOptions) {
    const args = ['--disable-warning=ExperimentalWarning', command, 'run', '--once', '--config', 'torture.yaml'];
    const env = { ...process.env, ...(kill && { CORRELATOR_KILL: kill }), ...(rate && { CORRELATOR_RATE: `${rate}` }) };
    this.child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.child.on('message', () => {
      this.backMs = performance.now() - this.started;
    });
    this.child.stderr?.on('data', (text: Buffer) => {
      this.complaint = (this.complaint + text.toString()).slice(-4_000);
    });
  }

  async ended(): Promise<ServerEnd> {
    const [code, signal] = (await once(this.child, 'close')) as [number | null, string | null];
    return { code, signal, backMs: this.backMs, complaint: this.complaint };
  }
}
