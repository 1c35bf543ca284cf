import type { Clock } from '../base/clock.ts';
import { Pause } from '../base/waiting.ts';
import type { ListenerFigures } from '../contract/figures.ts';
import type { Listener } from '../contract/listener.ts';
import { figuresOf } from './delivery.ts';
import { ListenerCaller } from './listener-caller.ts';
import { ListenerHealth, type QueueReports } from './listener-health.ts';
import { Patience } from './patience.ts';
import { type QueueSettings, queueSettings } from './queue-settings.ts';

/** What a queue needs of the engine. */
export interface QueueContext {
  readonly clock: Clock;
  /** How long the engine waits for a listener in all, until that has caught up. */
  readonly patienceMs: number;
  readonly reports: QueueReports;
}

/** What the queues of listeners have in common: how the listener is called and how it does, and who waits for it. */
export abstract class BaseQueue {
  readonly listener: Listener;
  readonly settings: QueueSettings;
  readonly health: ListenerHealth;
  readonly caller: ListenerCaller;
  readonly pause: Pause;
  readonly patience: Patience;
  accepted = 0;
  handled = 0;
  underWay = 0;
  /** So many of the next events are handled one by one: a call with all of them failed. */
  single = 0;
  working: Promise<void> | undefined = undefined;
  /** The run is over: nothing is delivered any more. */
  closed = false;
  /** Who waits for this queue to get on. */
  waiters: (() => void)[] = [];

  constructor(listener: Listener, { clock, patienceMs, reports }: QueueContext) {
    const change = () => this.change();
    const settings = queueSettings(listener);
    const health = new ListenerHealth(listener.name, reports);
    const onStall = () => {
      health.stall(settings.timeoutMs, this.queued);
      this.wake();
    };
    const onReturn = () => health.comeBack();
    this.listener = listener;
    this.settings = settings;
    this.health = health;
    this.caller = new ListenerCaller(listener, { clock, timeoutMs: settings.timeoutMs, onStall, onReturn });
    this.pause = new Pause(clock);
    this.patience = new Patience({ clock, patienceMs, health, change, changed: () => this.wake() });
  }

  /** How many events wait for the listener, those under way aside. */
  abstract get queued(): number;

  /** How many of them are in memory. */
  abstract get held(): number;

  /**
   * Whether the engine should wait for it: it is full, and worth it. To wait a moment is cheaper than to read again what a
   * store was given.
   */
  get slows(): boolean {
    return this.held >= this.settings.capacity && this.health.state === 'ok';
  }

  get hopeless(): boolean {
    return this.health.stalled || this.health.failing;
  }

  get oneByOne(): boolean {
    return this.health.failing || this.single > 0;
  }

  get atOnce(): number {
    return this.listener.handleBatch === undefined || this.oneByOne ? 1 : this.settings.batch;
  }

  /** Resolves when the engine need not wait for room in it any more. */
  relieved(): Promise<void> {
    return this.patience.wait(() => this.slows);
  }

  /** Resolves when it has handled everything, or hangs or fails, however long that takes. */
  async drained(): Promise<void> {
    while (this.working !== undefined && !this.hopeless) await this.change();
  }

  caughtUp(): void {
    this.patience.find();
    this.health.caughtUp();
  }

  /** Resolves when something about the queue has changed. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
    });
  }

  wake(): void {
    const { waiters } = this;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }

  figures(): ListenerFigures {
    return figuresOf(this);
  }
}
