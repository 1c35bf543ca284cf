import { Event, type EventData, type EventJSON, type EventOptions } from './event.ts';
import * as kinds from './fields.ts';
import { recordFromJSON } from './log-record.ts';

type Constructible = new (data: never, options?: EventOptions) => Event<object>;

/** An event as it was stored, if its class is gone or of another version: rendered once, never again. */
class StoredEvent extends Event {
  constructor(json: EventJSON, options: EventOptions) {
    super(json.data as EventData, options);
    const { type, version, severity } = json;
    Object.assign(this, { type, version, severity, fields: json.fields && storedFields(json.fields) });
  }
}

function storedField(name: string, written: string): kinds.Field<unknown> {
  const kind = written.replace('?', '');
  const known = Object.hasOwn(fieldMakers, kind) ? fieldMakers[kind as keyof typeof fieldMakers] : kinds.text;
  const field: kinds.Field<unknown> = known(name);
  return written.endsWith('?') ? kinds.nullable(field) : field;
}

const fieldMakers = {
  text: kinds.text,
  integer: kinds.integer,
  number: kinds.number,
  boolean: kinds.boolean,
  time: kinds.time,
  duration: kinds.duration,
  port: kinds.port,
  address: kinds.address,
  assertedAddress: kinds.assertedAddress,
  choice: (label: string): kinds.Field<string> => ({ ...kinds.text(label), kind: 'choice' }),
};

function storedFields(written: Readonly<Record<string, string>>): kinds.Fields {
  return Object.fromEntries(Object.entries(written).map(([name, kind]) => [name, storedField(name, kind)]));
}

/**
 * Returns the event that `toJSON` wrote: an instance of its class (same type and version) if that is among `classes`; otherwise
 * one that carries what was stored. Summary and messages are those that were stored.
 *
 * @param classes default: none
 * @example
 * const event = new NoticeEvent('The door opened', {}, { id: 'a', time: 0 });
 * eventFromJSON(JSON.parse(JSON.stringify(event))).summary; // The door opened
 */
export function eventFromJSON(json: EventJSON, classes: Iterable<Constructible> = []): Event {
  const options: EventOptions = {
    id: json.id,
    time: Date.parse(json.time),
    system: json.system,
    record: json.record === null ? undefined : recordFromJSON(json.record),
  };
  const event = makeEvent(json, options, classes);
  event.rendered = { summary: json.summary, text: json.text, html: json.html };
  return event;
}

function makeEvent(json: EventJSON, options: EventOptions, classes: Iterable<Constructible>): Event {
  for (const candidate of classes) {
    const { type, version } = candidate.prototype as Event;
    if (type === json.type && version === json.version) return new candidate(json.data as never, options) as Event;
  }
  return new StoredEvent(json, options);
}
