import {
  CorrelatorError,
  durationMs,
  type Event,
  type LogRecord,
  messageOf,
  stampEvent,
  type TimeZone,
  timeZone,
} from '@correlator/events';
import { restoreCheckpoint, restoreListeners, takeCheckpoint } from './checkpoint.ts';
import { type Clock, systemClock } from './clock.ts';
import { createDayOf } from './day-of.ts';
import { Dispatcher } from './dispatcher.ts';
import { EventTime } from './event-time.ts';
import type { Input, InputContext, RecordBatch } from './input.ts';
import { InputSlot, withoutSkew } from './input-runner.ts';
import type { Lane } from './lane.ts';
import type { InputLedger } from './ledger.ts';
import type { Listener } from './listener.ts';
import type { ListenerFigures } from './listener-queue.ts';
import type { StatisticsRequest } from './module.ts';
import { checkGroups, createGroups, type ModuleGroup, type ModuleSpec } from './module-group.ts';
import { Reports } from './reports.ts';
import type { Store } from './store.ts';

/** What an engine is made of. */
export interface EngineOptions {
  /** Its name; part of every event's identity. @default 'correlator' */
  readonly instance?: string;
  /** IANA zone of records that name none, and of midnight. @default 'UTC' */
  readonly zone?: string;
  readonly inputs: readonly Input[];
  readonly modules: readonly ModuleSpec[];
  /** @default none */
  readonly listeners?: readonly Listener[];
  /** Where checkpoints survive. @default none: nothing is written */
  readonly store?: Store;
  /** How many partitions modules with `partitionBy` have. @default 1 */
  readonly partitions?: number;
  /** How long a slow listener may slow live inputs. Inputs that end wait for it. @default '5s' */
  readonly patience?: string | number;
  /** How far event time stays behind the greatest record time. @default '5s' */
  readonly lateness?: string | number;
  /** How far a live record's time may be ahead of its receipt. @default '1m' */
  readonly maxSkew?: string | number;
  /** How often state is saved, with a store. @default '10s' */
  readonly checkpointInterval?: string | number;
  /** @default the machine's */
  readonly clock?: Clock;
}

/** How far an engine has come. */
export interface EngineProgress {
  readonly records: number;
  readonly bytes: number;
  /** Of all there is to read, 0 to 1, where every input knows. */
  readonly fraction: number | undefined;
  /** ms since 1970 UTC, or undefined before the first record. */
  readonly eventTime: number | undefined;
}

/** Pulls batches from inputs, gives each record to the modules that want its program, dispatches their events. */
export interface Engine {
  /** Starts listeners, then modules, then inputs. What was started is stopped again where something cannot start. */
  start(): Promise<void>;
  /** Resolves when all inputs ended, or `stop` was called, and everything is drained and stopped. */
  readonly finished: Promise<void>;
  /** Stops inputs, reports statistics, drains and stops listeners. Calling it twice does no harm. */
  stop(): Promise<void>;
  /** `start`, then `finished`. */
  run(): Promise<void>;
  /** Asks the modules for statistics now and dispatches them, as operational events. */
  requestStatistics(): void;
  ledger(): readonly InputLedger[];
  listeners(): readonly ListenerFigures[];
  progress(): EngineProgress;
}

/** A live input that was silent for so long holds event time back no more. */
const idleMs = 5_000;

/** Makes an engine. Its parts are connected at `start`. */
export function createEngine(options: EngineOptions): Engine {
  return new RunningEngine(options);
}

class RunningEngine implements Engine {
  readonly options: EngineOptions;
  readonly instance: string;
  readonly clock: Clock;
  readonly zone: TimeZone;
  readonly latenessMs: number;
  readonly maxSkewMs: number;
  readonly time = new EventTime();
  readonly slots: readonly InputSlot[];
  readonly dispatcher: Dispatcher;
  readonly reports: Reports;
  readonly finished: Promise<void>;
  groups: readonly ModuleGroup[] = [];
  /** The groups that want every record, and those that want a program's besides. */
  everyProgram: readonly ModuleGroup[] = [];
  readonly byProgram = new Map<string, readonly ModuleGroup[]>();
  readonly consumers = new Map<string, readonly ModuleGroup[]>();
  settle: { resolve: () => void; reject: (error: unknown) => void } = { resolve: () => {}, reject: () => {} };
  stopping: Promise<void> | undefined = undefined;
  pumps: Promise<void>[] = [];
  failure: unknown = undefined;
  requests = 0;
  lastCheckpoint = 0;
  /** One batch or checkpoint at a time, whoever waits for listeners in it. */
  turn: Promise<void> = Promise.resolve();
  cancelTick: () => void = () => {};

  constructor(options: EngineOptions) {
    this.options = options;
    this.instance = options.instance ?? 'correlator';
    this.clock = options.clock ?? systemClock;
    this.zone = timeZone(options.zone ?? 'UTC');
    this.latenessMs = durationMs(options.lateness ?? '5s', 'lateness');
    this.maxSkewMs = durationMs(options.maxSkew ?? '1m', 'maxSkew');
    this.slots = options.inputs.map((input) => new InputSlot(input));
    this.reports = new Reports(this.clock, (event, except) => this.dispatcher.dispatch(event, except));
    const live = options.inputs.some((input) => input.live);
    const patienceMs = live ? durationMs(options.patience ?? '5s', 'patience') : Number.POSITIVE_INFINITY;
    const reports = {
      outcome: (listener: string, cause: Event, events: readonly Event[]) => this.outcome(listener, cause, events),
      trouble: (listener: string, type: string, summary: string, data: Readonly<Record<string, unknown>>) =>
        this.reports.report({ severity: 'error', type, summary, data }, listener),
    };
    this.dispatcher = new Dispatcher(options.listeners ?? [], { clock: this.clock, patienceMs, reports });
    this.finished = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.finished.catch(() => {});
  }

  async run(): Promise<void> {
    await this.start();
    await this.finished;
  }

  async start(): Promise<void> {
    this.checkNames();
    const started: { stop?(): unknown }[] = [];
    try {
      await this.startAll(started);
    } catch (error) {
      // What cannot stop either must not hide why the start failed, nor keep the others from being stopped.
      for (const component of started.reverse()) await (async () => component.stop?.())().catch(() => {});
      throw error;
    }
    this.lastCheckpoint = this.clock.now();
    if (this.slots.some(({ input }) => input.live)) this.tick();
    this.pumps = this.slots.map((slot) => this.pump(slot));
    Promise.all(this.pumps).then(() => this.stop());
  }

  checkNames(): void {
    for (const list of [this.options.inputs, this.options.listeners ?? []]) {
      const names = list.map(({ name }) => name);
      const twice = names.find((name, i) => names.indexOf(name) !== i);
      if (twice !== undefined)
        throw new CorrelatorError('NAME_TAKEN', `two components are called '${twice}': rename one`);
    }
  }

  async startAll(started: { stop?(): unknown }[]): Promise<void> {
    const checkpoint = await this.options.store?.load();
    const listeners = this.options.listeners ?? [];
    if (checkpoint !== undefined) await restoreListeners(checkpoint, listeners);
    for (const listener of listeners) {
      await listener.start?.(this.listenerContext(listener));
      started.push(listener);
    }
    this.connectModules();
    if (checkpoint !== undefined) {
      if (checkpoint.eventTime !== null) this.beginTime(checkpoint.eventTime);
      restoreCheckpoint(checkpoint, { instance: this.instance, slots: this.slots, groups: this.groups, listeners });
    }
    for (const { input } of this.slots) {
      await input.start(this.inputContext(input));
      started.push(input);
    }
  }

  listenerContext(listener: Listener) {
    const events = this.options.modules.flatMap((module) => module.events ?? []);
    const report = (summary: string, data: Readonly<Record<string, unknown>> = {}) =>
      this.reports.report({ severity: 'error', type: 'engine.listener-trouble', summary, data }, listener.name);
    return { clock: this.clock, zone: this.zone.name, events, report };
  }

  inputContext(input: Input): InputContext {
    const warn = (summary: string, data: Readonly<Record<string, unknown>> = {}) =>
      this.reports.report({
        severity: 'warning',
        type: 'engine.input-trouble',
        summary,
        data: { input: input.name, ...data },
      });
    return { clock: this.clock, zone: this.zone.name, warn };
  }

  connectModules(): void {
    const context = {
      instance: this.instance,
      time: this.time,
      dayOf: createDayOf(this.zone),
      publish: (event: Event) => this.publish(event),
      failed: (lane: Lane, error: unknown, record: LogRecord | undefined) =>
        this.reports.moduleFailed(lane, error, record),
    };
    const { modules, partitions = 1 } = this.options;
    this.groups = modules.flatMap((spec) => createGroups(spec, partitions, context));
    checkGroups(this.groups);
    const consuming = this.groups.filter(({ first }) => first.module.process !== undefined);
    this.everyProgram = consuming.filter(({ first }) => first.module.programs === undefined);
    for (const program of new Set(consuming.flatMap(({ first }) => first.module.programs ?? []))) {
      const wants = ({ first }: ModuleGroup) => first.module.programs?.includes(program) ?? true;
      this.byProgram.set(program, consuming.filter(wants));
    }
    for (const type of new Set(
      this.groups.flatMap(({ first }) => first.module.consumes.map((wanted) => wanted.type)),
    )) {
      const consumes = ({ first }: ModuleGroup) => first.module.consumes.some((wanted) => wanted.type === type);
      this.consumers.set(type, this.groups.filter(consumes));
    }
  }

  /** The first instant of event time: from here on, midnights and the modules' timers are due. */
  beginTime(now: number, first = now): void {
    this.time.now = now;
    this.time.schedule(this.zone.nextMidnight(first), (due, target) => {
      this.statistics({ reason: 'midnight', day: this.zone.dayOf(due - 1), time: due });
      return this.zone.nextMidnight(target);
    });
    for (const { lanes } of this.groups) for (const lane of lanes) this.beginTimers(lane, now);
  }

  beginTimers(lane: Lane, now: number): void {
    for (const { name, intervalMs, action } of lane.module.runtime.timers) {
      const next = (after: number) => (Math.floor(after / intervalMs) + 1) * intervalMs;
      this.time.schedule(next(now), (due, target) => {
        lane.inCause(`every ${name} ${due}`, () => action(due));
        return next(target);
      });
    }
  }

  async pump(slot: InputSlot): Promise<void> {
    try {
      for (let batch = await slot.input.read(); batch !== undefined; batch = await slot.input.read()) {
        await this.take(slot, batch);
      }
    } catch (error) {
      this.failure ??= error;
      const summary = `input ${slot.input.name} failed: ${messageOf(error)}`;
      this.reports.report({
        severity: 'error',
        type: 'engine.input-failed',
        summary,
        data: { input: slot.input.name },
      });
    }
    slot.ended = true;
  }

  async take(slot: InputSlot, batch: RecordBatch): Promise<void> {
    const before = this.turn;
    let done = () => {};
    this.turn = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    try {
      await this.processBatch(slot, batch);
    } finally {
      done();
    }
  }

  async processBatch(slot: InputSlot, batch: RecordBatch): Promise<void> {
    slot.lastBatchAt = this.clock.now();
    slot.ledger.take(batch);
    for (const entry of batch.unparsed) this.reports.unparsed(slot, entry);
    for (const { reason, count } of batch.dropped ?? []) this.reports.droppedByInput(slot, reason, count);
    for (let i = 0; i < batch.records.length; ) {
      i = this.processFrom(slot, batch, i);
      if (this.dispatcher.pressed) await this.dispatcher.relief();
    }
    this.reports.evictions(this.groups);
    if (this.options.store !== undefined) await this.checkpointIfDue(slot);
  }

  /** Processes records from `index` on, until the end or until a listener's queue is full; says where it stopped. */
  processFrom(slot: InputSlot, batch: RecordBatch, index: number): number {
    const { records } = batch;
    const { ledger } = slot;
    const live = batch.receivedAt !== undefined;
    for (let i = index; i < records.length; i++) {
      let record = records[i] as LogRecord;
      if (live && record.time > (batch.receivedAt ?? 0) + this.maxSkewMs) {
        record = withoutSkew(record, batch, this.maxSkewMs);
        ledger.retimed++;
      }
      if (record.time > slot.greatest) this.moveTime(slot, record.time);
      if (record.time < this.time.now) {
        record = { ...record, late: true };
        ledger.late++;
      }
      const groups = this.byProgram.get(record.program) ?? this.everyProgram;
      for (let g = 0; g < groups.length; g++) (groups[g] as ModuleGroup).process(record);
      ledger.processed++;
      if (this.dispatcher.pressed) return i + 1;
    }
    return records.length;
  }

  moveTime(slot: InputSlot, time: number): void {
    slot.greatest = time;
    const least = this.slots.length === 1 ? time : this.leastGreatest();
    const target = least - this.latenessMs;
    if (this.time.now === Number.NEGATIVE_INFINITY) this.beginTime(target, time);
    else this.time.advance(target);
  }

  /** The least of the greatest record times of inputs that are neither idle nor at their end. */
  leastGreatest(): number {
    const now = this.clock.now();
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const { greatest, ended, lastBatchAt, input } of this.slots) {
      most = Math.max(most, greatest);
      const idle = ended || greatest === Number.NEGATIVE_INFINITY || (input.live && now - lastBatchAt > idleMs);
      if (!idle) least = Math.min(least, greatest);
    }
    return least === Number.POSITIVE_INFINITY ? most : least;
  }

  /** While live inputs are idle, the wall clock moves event time on. */
  tick(): void {
    this.cancelTick = this.clock.after(1_000, () => {
      const now = this.clock.now();
      const idle = this.slots.every(({ lastBatchAt, ended }) => ended || now - lastBatchAt > idleMs);
      if (idle && this.time.now !== Number.NEGATIVE_INFINITY) this.time.advance(now - this.latenessMs - idleMs);
      this.tick();
    });
  }

  publish(event: Event): void {
    if (!event.internal) this.dispatcher.dispatch(event);
    const groups = this.consumers.get(event.type);
    if (groups !== undefined) for (const group of groups) group.processEvent(event);
  }

  outcome(listener: string, cause: Event, events: readonly Event[]): void {
    events.forEach((event, ordinal) => {
      const origin = { instance: this.instance, cause, module: `listener ${listener}`, ordinal };
      stampEvent(event, { system: listener, time: cause.time, record: undefined, origin });
      this.publish(event);
    });
  }

  requestStatistics(): void {
    const time = Number.isFinite(this.time.now) ? this.time.now : this.clock.now();
    this.statistics({ reason: 'request', day: this.zone.dayOf(time), time });
  }

  statistics(request: StatisticsRequest): void {
    for (const group of this.groups) {
      if (group.first.stopped) continue;
      group.first.inCause('statistics', () =>
        this.dispatchStatistics(group.id, group.spec.name, group.statistics(request), request),
      );
    }
    this.dispatchStatistics(
      'engine',
      'engine',
      this.slots.map(({ ledger }) => ledger.event()),
      request,
    );
  }

  dispatchStatistics(module: string, system: string, events: readonly Event[], request: StatisticsRequest): void {
    const byHand = request.reason === 'request';
    const cause = byHand
      ? `statistics request ${this.clock.now()} ${this.requests++}`
      : `statistics ${request.reason} ${request.day} ${request.time}`;
    events.forEach((event, ordinal) => {
      const origin = { instance: this.instance, cause, module, ordinal };
      stampEvent(event, { system: byHand ? 'engine' : system, time: request.time, record: undefined, origin });
      this.publish(event);
    });
  }

  async checkpointIfDue(slot: InputSlot): Promise<void> {
    slot.position = slot.input.positions();
    const interval = durationMs(this.options.checkpointInterval ?? '10s', 'checkpointInterval');
    if (this.clock.now() - this.lastCheckpoint >= interval) await this.checkpoint();
  }

  async checkpoint(): Promise<void> {
    await this.dispatcher.drained();
    const { instance, slots, groups } = this;
    const listeners = this.options.listeners ?? [];
    const eventTime = this.time.now;
    await this.options.store?.commit(await takeCheckpoint({ instance, eventTime, slots, groups, listeners }));
    this.lastCheckpoint = this.clock.now();
  }

  stop(): Promise<void> {
    this.stopping ??= this.drain().then(
      () => (this.failure === undefined ? this.settle.resolve() : this.settle.reject(this.failure)),
      (error) => this.settle.reject(error),
    );
    return this.stopping;
  }

  async drain(): Promise<void> {
    this.cancelTick();
    // A run that is stopped on the way, or fails, goes on later: event time catches up only where no more is to come.
    const ended = this.failure === undefined && this.slots.every(({ input, ended }) => ended && !input.live);
    for (const { input } of this.slots) await input.stop();
    await Promise.all(this.pumps);
    if (ended && Number.isFinite(this.time.now)) this.time.advance(this.leastGreatest());
    const time = Number.isFinite(this.time.now) ? this.time.now : 0;
    if (this.options.store !== undefined) await this.checkpoint();
    this.statistics({ reason: 'end', day: this.zone.dayOf(time), time });
    await this.dispatcher.stop();
    await this.options.store?.close();
  }

  ledger(): readonly InputLedger[] {
    return this.slots.map(({ ledger }) => ledger.figures());
  }

  listeners(): readonly ListenerFigures[] {
    return this.dispatcher.figures();
  }

  progress(): EngineProgress {
    const fractions = this.slots.map(({ input }) => input.progress?.());
    const known = fractions.every((fraction) => fraction !== undefined) && fractions.length > 0;
    return {
      records: this.slots.reduce((sum, { ledger }) => sum + ledger.processed, 0),
      bytes: this.slots.reduce((sum, { ledger }) => sum + ledger.bytes, 0),
      fraction: known ? fractions.reduce<number>((sum, f) => sum + (f ?? 0), 0) / fractions.length : undefined,
      eventTime: Number.isFinite(this.time.now) ? this.time.now : undefined,
    };
  }
}
