import { describe, expect, it } from 'vitest';
import { ErrorEvent, type EventOrigin, identityOf, NoticeEvent, positionOf, stampEvent } from '../src/index.ts';
import { errorOf, record } from './samples.ts';

const origin: EventOrigin = { instance: 'main', cause: record, module: 'door', ordinal: 0 };
const parent = (id: string) => new NoticeEvent('seen', {}, { id });
const stamp = { system: 'door', time: 7, record, origin };

describe('the id of an event', () => {
  it('is 32 hexadecimal digits, the same for the same origin on every run', () => {
    expect(identityOf(origin)).toBe(identityOf({ ...origin, cause: { ...record } }));
    expect(identityOf(origin)).toBe('5b6cf5a3adae7e9ea65bde57be06a784');
  });

  it('depends on where the record stood, not on what it says', () => {
    expect(positionOf(record)).toBe('auth f00d-1 0');
    expect(identityOf({ ...origin, cause: { ...record, message: 'x', time: 1 } })).toBe(identityOf(origin));
  });

  it('differs by instance, cause, module and ordinal', () => {
    const origins: EventOrigin[] = [
      origin,
      { ...origin, instance: 'other' },
      { ...origin, module: 'gate' },
      { ...origin, ordinal: 1 },
      { ...origin, cause: { ...record, offset: 43 } },
      { ...origin, cause: { ...record, source: { ...record.source, identity: 'f00d-2' } } },
      { ...origin, cause: { ...record, source: { ...record.source, input: 'mail' } } },
      { ...origin, cause: { ...record, source: { input: 'a b', identity: 'c' } } },
      { ...origin, cause: { ...record, source: { input: 'a', identity: 'b c' } } },
      { ...origin, cause: parent('a') },
      { ...origin, cause: parent('b') },
      { ...origin, cause: 'midnight 1772323200000' },
      { ...origin, cause: 'midnight 1772409600000' },
      { ...origin, cause: 'a' },
      { ...origin, cause: positionOf(record) },
    ];
    expect(new Set(origins.map(identityOf)).size).toBe(origins.length);
  });

  it('is not known before dispatch', () => {
    const event = new ErrorEvent('Disk is full', {}, { type: 'disk.full' });
    const error = errorOf(() => event.id);
    expect(error.code).toBe('EVENT_NOT_DISPATCHED');
    expect(error.message).toBe(
      'an event of type disk.full has no id before it is dispatched: dispatch it, or give its id in its options',
    );
  });

  it('is the one given, if one was', () => {
    const event = new ErrorEvent('Disk is full', {}, { id: 'mine' });
    stampEvent(event, stamp);
    expect(event.id).toBe('mine');
  });
});

describe('dispatch', () => {
  it('fills in what an event does not say', () => {
    const event = new ErrorEvent('Disk is full');
    stampEvent(event, stamp);
    expect(event).toMatchObject({ system: 'door', time: 7, record, origin });
    expect(event.id).toBe(identityOf(origin));
  });

  it('leaves what an event does say', () => {
    const own = { ...record, offset: 99 };
    const event = new ErrorEvent('Disk is full', {}, { system: 'disk', time: 0, record: own });
    stampEvent(event, stamp);
    expect(event).toMatchObject({ system: 'disk', time: 0, record: own });
  });
});
