import {
  apiVersion,
  createMemoryStore,
  defineInput,
  defineListener,
  defineModule,
  defineStore,
  Module,
  type Obstacle,
} from '@correlator/core';
import { AuditEvent, ErrorEvent, type EventClass, NoticeEvent, text } from '@correlator/events';
import * as z from 'zod';

const fields = { what: text('What') };

export class Ended extends AuditEvent.withFields({ type: 'door.ended', fields, summary: 'ended' }) {}
export class Exceeded extends ErrorEvent.withFields({ type: 'door.exceeded', fields, summary: 'exceeded' }) {}
export class Knocked extends AuditEvent.withFields({ type: 'door.knocked', fields, summary: '', internal: true }) {}
export class Blocked extends NoticeEvent.withFields({ type: 'wall.blocked', fields, summary: 'blocked' }) {}
export class Gone extends AuditEvent.withFields({ type: 'gone.away', fields, summary: 'gone' }) {}

class Sessions extends Module {
  override readonly part = 'sessions';
  override readonly programs = ['doord', 'doord-session'];
  override readonly partitionBy = { record: 'host' } as const;
  override readonly dispatches = [Knocked];
  override process(): void {}
}

class Detection extends Module {
  override readonly part = 'detection';
  override readonly consumes = [Knocked];
  override readonly partitionBy = { event: 'address' } as const;
  override processEvent(): void {}
}

/** A module of one part that consumes and dispatches what a test wants. */
class Relay extends Module {
  override readonly consumes: readonly EventClass[];
  override readonly dispatches: readonly EventClass[];

  constructor(consumes: readonly EventClass[], dispatches: readonly EventClass[]) {
    super({});
    this.consumes = consumes;
    this.dispatches = dispatches;
  }

  override processEvent(): void {}
}

class Everything extends Module {
  override process(): void {}
}

const none = z.strictObject({});

export const door = defineModule({
  name: 'door',
  api: apiVersion,
  summary: 'Doors.',
  options: none,
  events: [Ended, Exceeded, Knocked],
  create: (options) => [new Sessions(options), new Detection(options)],
});

export const everything = defineModule({
  name: 'everything',
  api: apiVersion,
  summary: 'All records.',
  options: none,
  events: [],
  create: (options) => new Everything(options),
});

export function relay(name: string, consumes: readonly EventClass[], dispatches: readonly EventClass[]) {
  const create = () => new Relay(consumes, dispatches);
  return { use: defineModule({ name, api: apiVersion, summary: '', options: none, events: dispatches, create }) };
}

export const lines = defineInput({
  name: 'lines',
  api: apiVersion,
  summary: 'Nothing at all.',
  options: z.strictObject({ paths: z.array(z.string()).default([]), live: z.boolean().default(false) }),
  async obstacles({ paths }): Promise<Obstacle[]> {
    if (paths.some((path) => path.endsWith('broken'))) throw new Error('no luck');
    return paths.flatMap((path, index) =>
      path.endsWith('missing') ? { code: 'FILE_NOT_FOUND', path: `paths.${index}`, message: 'no such file' } : [],
    );
  },
  create: ({ live }, { name }) => ({
    name,
    live,
    start: async () => {},
    read: async () => undefined,
    stop: async () => {},
    positions: () => null,
    resume: () => {},
  }),
});

/** A listener for audit events alone, whatever its criteria say, with outcomes. */
export const wall = defineListener({
  name: 'wall',
  api: apiVersion,
  summary: 'Blocks.',
  options: none,
  events: [Blocked],
  create: (_options, { name, criteria }) => ({ name, criteria: { ...criteria, audit: true }, handle: () => {} }),
});

export const ear = defineListener({
  name: 'ear',
  api: apiVersion,
  summary: 'Hears.',
  options: none,
  create: (_options, { name, criteria }) => ({ name, criteria, handle: () => {} }),
});

/** A store that forgets everything at the end. */
export const nowhere = defineStore({
  name: 'nowhere',
  api: apiVersion,
  summary: 'Keeps nothing.',
  options: none,
  create: () => createMemoryStore(),
});
