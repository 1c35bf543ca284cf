/** An input that outlives the engine that reads it. */
import type { Json } from '../base/json.ts';
import type { Input, InputContext, RecordBatch } from '../contract/input.ts';

/** An input that can outlive the engine that reads it. */
export interface KeptInput extends Input {
  /** The engine that reads it is about to stop: it stays open, and what it receives meanwhile is for the next engine. */
  keep(): void;
}

type Result = { readonly batch: RecordBatch | undefined } | { readonly thrown: unknown };

interface Reader {
  resolve(batch: RecordBatch | undefined): void;
  reject(thrown: unknown): void;
}

/** Makes an input that can be handed from one engine to the next without being closed. */
export function createKeptInput(input: Input): KeptInput {
  return new HandedInput(input);
}

class HandedInput implements KeptInput {
  readonly input: Input;
  readonly name: string;
  readonly live: boolean;
  running = false;
  keeping = false;
  context: InputContext | undefined = undefined;
  /** Behind the last batch that an engine was given. */
  position: Json | undefined = undefined;
  /** The input has been asked for a batch; its answer, when it is there; who waits for it. */
  asked = false;
  result: Result | undefined = undefined;
  reader: Reader | undefined = undefined;
  /** Where the next engine goes on, if that is not where the last one was: its last checkpoint could not be saved. */
  rewind: { readonly position: Json } | undefined = undefined;
  /** Answers to questions of before it was opened again do not count. */
  opened = 0;

  constructor(input: Input) {
    this.input = input;
    this.name = input.name;
    this.live = input.live;
  }

  async start(context: InputContext): Promise<void> {
    this.context = context;
    this.keeping = false;
    if (this.rewind !== undefined) await this.close(this.rewind.position);
    if (this.running) return;
    this.opened++;
    const warn: InputContext['warn'] = (summary, data) => this.context?.warn(summary, data);
    await this.input.start({ ...context, warn });
    this.position ??= this.input.positions();
    this.running = true;
  }

  /** No promise outlives a batch: what waits long would keep many alive. */
  read(): Promise<RecordBatch | undefined> {
    if (this.keeping) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.reader = { resolve, reject };
      if (this.asked) this.give();
      else this.ask();
    });
  }

  ask(): void {
    const { opened } = this;
    this.asked = true;
    this.input.read().then(
      (batch) => this.answered({ batch }, opened),
      (thrown) => this.answered({ thrown }, opened),
    );
  }

  answered(result: Result, opened: number): void {
    if (opened !== this.opened) return;
    this.result = result;
    this.give();
  }

  give(): void {
    const { reader, result } = this;
    if (reader === undefined || result === undefined) return;
    this.reader = undefined;
    this.result = undefined;
    this.asked = false;
    if ('thrown' in result) {
      reader.reject(result.thrown);
      return;
    }
    this.position = this.input.positions();
    reader.resolve(result.batch);
  }

  keep(): void {
    this.keeping = true;
    this.reader?.resolve(undefined);
    this.reader = undefined;
  }

  async stop(): Promise<void> {
    if (this.keeping) return;
    this.running = false;
    await this.input.stop();
  }

  positions(): Json {
    return this.position ?? this.input.positions();
  }

  async close(position: Json): Promise<void> {
    this.rewind = undefined;
    this.running = false;
    this.asked = false;
    this.result = undefined;
    await this.input.stop();
    this.resume(position);
  }

  /** One that is open goes on where it is. */
  resume(position: Json): void {
    if (this.running && JSON.stringify(position) !== JSON.stringify(this.positions())) this.rewind = { position };
    if (this.running) return;
    this.position = position;
    this.input.resume(position);
  }

  progress(): number | undefined {
    return this.input.progress?.();
  }

  committed(position: Json): void {
    this.input.committed?.(position);
  }
}
