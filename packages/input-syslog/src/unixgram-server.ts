import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { backoffMs } from '@correlator/core';
import { CorrelatorError } from '@correlator/events';
import { Connection, type Connections } from './connection.ts';
import { type Endpoint, type Listening, listenError } from './endpoint.ts';
import { perlProgram } from './perl-program.ts';
import type { Receiving } from './receiving.ts';

type Helper = ChildProcessByStdio<Writable, Readable, Readable>;

/** A server of datagrams at a Unix socket such as `/dev/log`, with a helper in Perl. Who sends faster than it reads has to wait. */
export class UnixgramServer implements Listening {
  readonly endpoint: Endpoint;
  readonly connections: Connections;
  readonly receiving: Receiving;
  helper: Helper | undefined = undefined;
  closing = false;
  /** How often the helper has failed in a row. */
  failures = 0;
  cancel: () => void = () => {};

  constructor(endpoint: Endpoint, connections: Connections) {
    this.endpoint = endpoint;
    this.connections = connections;
    this.receiving = connections.receiving;
  }

  get url(): string {
    return this.endpoint.url;
  }

  /** Resolves when the socket is there. */
  async listen(): Promise<void> {
    const { endpoint, receiving } = this;
    const { perl, socketMode, maxMessageBytes } = receiving.settings;
    // One byte more tells a message that is too long from one that is just as long as allowed.
    const args = ['-e', perlProgram, endpoint.path, socketMode, String(maxMessageBytes + 1)];
    const helper = spawn(perl, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    helper.stdin.on('error', () => {});
    this.helper = helper;
    await this.ready(helper);
    this.connect(helper);
  }

  ready(helper: Helper): Promise<void> {
    return new Promise((resolve, reject) => {
      let said = '';
      helper.stderr.setEncoding('utf8').on('data', (text: string) => {
        said = `${said}${text}`.slice(-1_000);
        if (said.includes('ready\n')) resolve();
      });
      helper.once('error', (cause) => reject(perlMissing(this.receiving.settings.perl, cause)));
      helper.once('close', () => reject(helperFailed(this.endpoint, said.trim())));
    });
  }

  connect(helper: Helper): void {
    const { receiving, endpoint } = this;
    const connection = new Connection(this.connections, {
      stream: helper.stdout,
      origin: receiving.localOrigin(endpoint.url),
      framing: 'octet-counting',
    });
    helper.once('close', (code, signal) => this.ended(connection, String(signal ?? code)));
  }

  ended(connection: Connection, how: string): void {
    connection.finish();
    if (this.closing) return;
    const words = `the helper for ${this.url} ended (${how}), and is started again`;
    this.receiving.notices.count('helper', () => words);
    this.again();
  }

  again(): void {
    this.failures++;
    this.cancel = this.receiving.context.clock.after(backoffMs(this.failures), async () => {
      try {
        await this.listen();
        this.failures = 0;
      } catch (error) {
        this.receiving.notices.count('helper', () => (error as Error).message);
        if (!this.closing) this.again();
      }
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    this.cancel();
    const { helper } = this;
    if (helper === undefined || helper.exitCode !== null || helper.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      helper.once('close', () => resolve());
      helper.stdout.resume();
      helper.stdin.end();
    });
  }
}

function perlMissing(perl: string, cause: unknown): CorrelatorError {
  const message = `cannot run '${perl}', which unixgram:// needs: install Perl or say by \`perl\` where it is, or have the sender use unix:// or udp://`;
  return new CorrelatorError('PERL_MISSING', message, { cause });
}

const codes: Readonly<Record<string, string>> = { 98: 'EADDRINUSE', 13: 'EACCES', 2: 'ENOENT' };

function helperFailed(endpoint: Endpoint, said: string): CorrelatorError {
  const number = /: (\d+) /.exec(said)?.[1] ?? '';
  return listenError(endpoint, { code: codes[number], message: said || 'the helper ended without a word' });
}
