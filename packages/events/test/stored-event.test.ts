import { describe, expect, it } from 'vitest';
import {
  AuditEvent,
  ErrorEvent,
  type Event,
  type EventJSON,
  eventFromJSON,
  isAuditEvent,
  NoticeEvent,
} from '../src/index.ts';
import { errorOf, everyKind, record, TriesExceeded } from './samples.ts';

const throughJSON = (event: Event) => JSON.parse(JSON.stringify(event)) as EventJSON;
const options = { id: 'e1', system: 'door', time: Date.parse('2026-03-01T06:00:01Z'), record };
const exceeded = new TriesExceeded({ address: '192.0.2.7', failures: 5, window: 300_000 }, options);
const stored = throughJSON(exceeded);

class TriesExceededNow extends ErrorEvent.withFields({
  type: 'door.tries-exceeded',
  version: 3,
  fields: {},
  summary: 'written anew',
}) {}

const Greeting = NoticeEvent.withTemplates({
  type: 'hall.greeting',
  summary: 'Hello {{ name }}',
  text: 'Dear {{ name }}',
  html: '<b>{{ name }}</b>',
});

describe('an event as JSON', () => {
  it('has everything, rendered', () => {
    expect(stored).toMatchObject({
      id: 'e1',
      type: 'door.tries-exceeded',
      version: 2,
      severity: 'error',
      system: 'door',
      time: '2026-03-01T06:00:01.000Z',
      summary: '192.0.2.7 failed 5 times within 5m',
      data: { address: '192.0.2.7', failures: 5, window: 300_000 },
      fields: { address: 'assertedAddress', failures: 'integer', window: 'duration' },
      record: { host: 'gate', raw: record.raw },
    });
  });

  it.each([
    ['id', { time: 0 }],
    ['time', { id: 'e1' }],
  ])('needs the %s that it has only after dispatch', (name, given) => {
    const error = errorOf(() => new ErrorEvent('x', {}, given).toJSON());
    expect(error.code).toBe('EVENT_NOT_DISPATCHED');
    expect(error.message).toContain(` has no ${name} before it is dispatched`);
  });
});

describe('an event read back', () => {
  const Everything = AuditEvent.withFields({ type: 'door.everything', fields: everyKind, summary: '{{ user }}' });
  const data = { user: 'ada', tries: 3, ratio: 0.5, open: true, since: 0, port: 22, method: 'key' } as const;
  const everything = new Everything({ ...data, lasted: null, address: null }, options);
  const events: [string, Event][] = [
    ['plain', new ErrorEvent('Disk is full', { path: '/var' }, { ...options, type: 'disk.full', record: undefined })],
    ['with templates', new Greeting({ name: '<Ada>' }, options)],
    ['with fields', exceeded],
    ['with fields of every kind', everything],
  ];

  it.each(events)('%s, says the same with its class and without', (_, event) => {
    const json = throughJSON(event);
    for (const classes of [[], [TriesExceeded, Greeting, Everything]]) {
      expect(throughJSON(eventFromJSON(json, classes))).toEqual(json);
      expect(isAuditEvent(eventFromJSON(json, classes))).toBe(isAuditEvent(event));
    }
  });

  it('is an instance of its class where that is at hand', () => {
    const event = eventFromJSON(stored, [TriesExceededNow, TriesExceeded]);
    expect(event).toBeInstanceOf(TriesExceeded);
    expect(event).toMatchObject({ id: 'e1', system: 'door', time: options.time, record, data: exceeded.data });
  });

  it.each([
    ['is gone', []],
    ['is of a newer version', [TriesExceededNow]],
  ])('carries what was stored where its class %s', (_, classes) => {
    const event = eventFromJSON(stored, classes);
    expect(event).not.toBeInstanceOf(ErrorEvent);
    expect(event).toMatchObject({ type: 'door.tries-exceeded', version: 2, severity: 'error', record });
    expect(event.summary).toBe('192.0.2.7 failed 5 times within 5m');
    expect(event.data).toEqual(exceeded.data);
  });

  it('still knows which addresses may be acted on, without its class', () => {
    const kinds = (event: Event) => Object.values(event.fields ?? {}).map(({ kind, nullable }) => [kind, nullable]);
    expect(kinds(eventFromJSON(stored))[0]).toEqual(['assertedAddress', false]);
    expect(kinds(eventFromJSON(throughJSON(everything)))[7]).toEqual(['assertedAddress', true]);
  });

  it('takes a kind of field that it does not know for text', () => {
    const event = eventFromJSON({ ...stored, fields: { address: 'constructor', failures: 'colour?' } });
    expect(event.fields).toMatchObject({ address: { kind: 'text' }, failures: { kind: 'text', nullable: true } });
  });

  it('is never rendered again, even by its class', () => {
    const json = { ...stored, summary: 'as it was put then' };
    expect(eventFromJSON(json, [TriesExceeded]).summary).toBe('as it was put then');
  });

  it('is refused where its data is not what its class declares', () => {
    const json = { ...stored, data: { ...stored.data, failures: 'many' } };
    expect(errorOf(() => eventFromJSON(json, [TriesExceeded])).code).toBe('EVENT_DATA_INVALID');
  });
});
