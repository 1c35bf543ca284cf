import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as first from '../src/index.ts';
import { record } from './samples.ts';

type Copy = typeof first;
let second: Copy;

beforeAll(async () => {
  vi.resetModules();
  second = await import('../src/index.ts');
});

const declareOpened = (copy: Copy) =>
  copy.AuditEvent.withFields({ type: 'door.opened', fields: { by: copy.text('By') }, summary: 'Opened by {{ by }}' });

describe('two copies of the package', () => {
  it('are two', () => {
    expect(second.Event).not.toBe(first.Event);
    expect(new second.ErrorEvent('x')).not.toBeInstanceOf(first.Event);
  });

  it("know each other's events", () => {
    const plain = new second.ErrorEvent('x');
    const audit = new (declareOpened(second))({ by: 'Ada' });
    expect([first.isEvent(plain), first.isAuditEvent(plain)]).toEqual([true, false]);
    expect([first.isEvent(audit), first.isAuditEvent(audit)]).toEqual([true, true]);
    expect([second.isEvent(new first.ErrorEvent('x')), second.isEvent({})]).toEqual([true, false]);
  });

  it("know each other's errors", () => {
    expect(first.isCorrelatorError(new second.CorrelatorError('X', 'x'))).toBe(true);
    expect(first.isCorrelatorError(Object.assign(new Error('x'), { code: 'X' }))).toBe(false);
  });

  it("dispatch, render and read back each other's events", () => {
    const Opened = declareOpened(second);
    const event = new Opened({ by: 'Ada' });
    const cause = new second.NoticeEvent('seen', {}, { id: 'parent' });
    first.stampEvent(event, {
      system: 'door',
      time: 0,
      record,
      origin: { instance: 'i', cause, module: 'm', ordinal: 0 },
    });
    const json = JSON.parse(JSON.stringify(event)) as first.EventJSON;
    expect(json).toMatchObject({ summary: 'Opened by Ada', system: 'door', fields: { by: 'text' } });
    expect(first.eventFromJSON(json, [Opened as never])).toBeInstanceOf(Opened);
    expect(second.isAuditEvent(first.eventFromJSON(json))).toBe(true);
  });
});
