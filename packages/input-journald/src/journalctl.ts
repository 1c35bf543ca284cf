import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type Clock, Signal } from '@correlator/core';
import { type Frame, FrameDecoder } from '@correlator/syslog';
import { journalctlFailed, journalctlMissing } from './journal-errors.ts';

/** What is read ahead of the engine, in characters; the rest waits in the journal. */
const mostAhead = 4_194_304;
const killAfterMs = 2_000;

/** What a journalctl is started with. */
export interface JournalctlOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly maxEntryBytes: number;
  readonly clock: Clock;
  /** Told what it says besides entries. */
  readonly warn: (said: string) => void;
}

/** A journalctl at work: its lines, no faster than they are taken. */
export class Journalctl {
  readonly options: JournalctlOptions;
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly decoder: FrameDecoder;
  readonly signal = new Signal();
  lines: Frame[] = [];
  /** Of all lines. */
  length = 0;
  said = '';
  stopping = false;
  /** How it ended; null for well. */
  ended: { readonly error: Error | null } | undefined = undefined;
  readonly closed: Promise<void>;

  constructor(options: JournalctlOptions) {
    this.options = options;
    this.decoder = new FrameDecoder({ framing: 'newline', maxBytes: options.maxEntryBytes });
    this.child = spawn(options.command, options.args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const { child } = this;
    child.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.says(text));
    child.once('error', (cause) => this.end(journalctlMissing(options.command, cause)));
    this.closed = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        if (code !== 0 && !this.stopping) this.end(journalctlFailed(String(signal ?? code), this.said.trim()));
        else this.end(null);
        resolve();
      });
    });
  }

  receive(chunk: Buffer): void {
    this.add(this.decoder.push(chunk));
    if (this.length > mostAhead) this.child.stdout.pause();
  }

  add(frames: readonly Frame[]): void {
    for (const frame of frames) {
      this.lines.push(frame);
      this.length += lengthOf(frame);
    }
    if (frames.length > 0) this.signal.raise();
  }

  says(text: string): void {
    this.said = `${this.said}${text}`.slice(-1_000);
    this.options.warn(text.trim());
  }

  end(error: Error | null): void {
    if (this.ended !== undefined) return;
    this.add(this.decoder.end());
    this.ended = { error };
    this.signal.raise();
  }

  /** Up to `most` lines, as soon as there are some; none at the end. Rejects where it ended badly, behind all lines. */
  async take(most: number): Promise<readonly Frame[]> {
    while (this.lines.length === 0 && this.ended === undefined) await this.signal.wait();
    if (this.lines.length === 0 && this.ended?.error) throw this.ended.error;
    const taken = this.lines.slice(0, most);
    this.lines = this.lines.slice(most);
    this.length -= taken.reduce((sum, frame) => sum + lengthOf(frame), 0);
    if (this.length < mostAhead / 2) this.child.stdout.resume();
    return taken;
  }

  /** Ends it. What it gave and nobody took is given again from the cursor. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.lines = [];
    this.child.kill('SIGTERM');
    this.child.stdout.resume();
    const cancel = this.options.clock.after(killAfterMs, () => this.child.kill('SIGKILL'));
    if (this.child.pid !== undefined) await this.closed;
    cancel();
  }
}

const lengthOf = (frame: Frame) => (typeof frame === 'string' ? frame : frame.text).length;
