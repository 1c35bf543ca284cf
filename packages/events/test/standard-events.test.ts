import { describe, expect, it } from 'vitest';
import {
  AuditEvent,
  boolean,
  duration,
  ErrorEvent,
  isAtLeast,
  isAuditEvent,
  isEvent,
  NoticeEvent,
  nullable,
  type Severity,
  severities,
  text,
  time,
  WarningEvent,
} from '../src/index.ts';
import { errorOf, record, TriesExceeded } from './samples.ts';

const standardClasses = [
  ['error', ErrorEvent],
  ['warning', WarningEvent],
  ['notice', NoticeEvent],
] as const;

describe.each(standardClasses)('a standard event of severity %s', (severity, StandardEvent) => {
  it('says what it was given', () => {
    const event = new StandardEvent('Disk is full', { path: '/var' }, { time: 5, system: 'disk', record });
    expect(event).toMatchObject({ type: severity, severity, summary: 'Disk is full', data: { path: '/var' } });
    expect(event).toMatchObject({ version: 1, time: 5, system: 'disk', record, internal: false });
    expect([event.text, event.html, event.fields]).toEqual([undefined, undefined, undefined]);
  });

  it('can have a type of its own', () => {
    expect(new StandardEvent('Full', {}, { type: 'disk.full' }).type).toBe('disk.full');
    expect(new StandardEvent('Full').type).toBe(severity);
  });

  it('never takes its summary for a template', () => {
    expect(new StandardEvent('{{ 7 * 7 }} {% include %}').summary).toBe('{{ 7 * 7 }} {% include %}');
  });

  it('can be declared with templates and open data', () => {
    const DiskFull = StandardEvent.withTemplates({ type: 'disk.full', summary: '{{ path }} is full' });
    const event = new DiskFull({ path: '/var', inodes: [1, 2] });
    expect(event).toMatchObject({ type: 'disk.full', severity, summary: '/var is full' });
    expect([DiskFull.type, DiskFull.severity]).toEqual(['disk.full', severity]);
    expect([isEvent(event), isAuditEvent(event)]).toEqual([true, false]);
  });

  it('can be declared with fields', () => {
    const DiskFull = StandardEvent.withFields({
      type: 'disk.full',
      fields: { path: text('Path') },
      summary: '{{ path }} is full',
    });
    const event = new DiskFull({ path: '/var' });
    expect(event).toMatchObject({ type: 'disk.full', version: 1, severity, summary: '/var is full' });
    expect({ ...DiskFull }).toMatchObject({ type: 'disk.full', version: 1, severity, internal: false });
    expect([isEvent(event), isAuditEvent(event)]).toEqual([true, true]);
  });
});

describe('an audit event', () => {
  it('is information, unless declared as something graver', () => {
    const Opened = AuditEvent.withFields({ type: 'door.opened', internal: true, fields: {}, summary: 'Opened' });
    expect(new Opened({})).toMatchObject({ severity: 'info', internal: true, summary: 'Opened' });
    expect(new TriesExceeded({ address: '192.0.2.7', failures: 5, window: 300_000 }).severity).toBe('error');
  });
});

describe('isEvent', () => {
  it.each([null, undefined, 'error', 5, {}, [], { type: 'error', severity: 'error' }, ErrorEvent])(
    '%o is none',
    (value) => {
      expect([isEvent(value), isAuditEvent(value)]).toEqual([false, false]);
    },
  );

  it('knows a plain event, which is no audit event', () => {
    expect([isEvent(new ErrorEvent('x')), isAuditEvent(new ErrorEvent('x'))]).toEqual([true, false]);
  });
});

describe('the time of an event', () => {
  it.each([
    ['its own', { time: 5, record }, 5],
    ["else its record's", { record }, record.time],
    ['else not known yet', {}, Number.NaN],
  ])('is %s', (_, options, expected) => {
    expect(new ErrorEvent('x', {}, options).time).toBe(expected);
  });
});

describe('rendering', () => {
  const Greeting = NoticeEvent.withTemplates({
    type: 'hall.greeting',
    summary: 'Hello {{ name }}',
    text: 'Dear {{ name }},\n{{ words }}',
    html: '<p title="{{ name }}">{{ words }}</p>',
  });

  it('happens when a summary or message is asked for, and once', () => {
    const event = new Greeting({ name: 'Ada', words: '' });
    expect(event.rendered).toBeUndefined();
    expect([event.summary, event.rendered]).toEqual(['Hello Ada', { summary: 'Hello Ada' }]);
    Object.assign(event.rendered ?? {}, { summary: 'said before' });
    expect([event.summary, event.text]).toEqual(['said before', 'Dear Ada,\n']);
    expect([event.html, event.html]).toEqual(['<p title="Ada"></p>', '<p title="Ada"></p>']);
  });

  it('shows the data as it was when the event was made', () => {
    const data = { name: 'Ada', words: '' };
    const events = [new Greeting(data), new NoticeEvent('Hello', data)];
    data.name = 'Bob';
    expect(events.map((event) => event.data.name)).toEqual(['Ada', 'Ada']);
    expect(events[0]?.summary).toBe('Hello Ada');
  });

  it('escapes values in HTML and leaves plain text as it is', () => {
    const event = new Greeting({ name: '"><script>', words: `a & b's` });
    expect(event.html).toBe('<p title="&quot;&gt;&lt;script&gt;">a &amp; b&#39;s</p>');
    expect(event.text).toBe(`Dear "><script>,\na & b's`);
  });

  it('puts values in as they are: a template in a log stays text', () => {
    expect(new Greeting({ name: '{{ words }}', words: '{{ name }}' }).text).toBe('Dear {{ words }},\n{{ name }}');
  });

  it.each(['summary', 'text', 'html'] as const)(
    'of a %s refuses a name that the event lacks, and lists those it has',
    (part) => {
      const Broken = ErrorEvent.withTemplates({ type: 'hall.broken', summary: 'x', [part]: '{{ nmae }}' });
      const event = new Broken({ name: 'Ada' });
      const error = errorOf(() => event[part]);
      expect(error.code).toBe('TEMPLATE_FAILED');
      expect(error.message).toMatch(/^template '{{ nmae }}': .*it may use type, severity, system, record, time, name$/);
      expect(error.cause).toBeInstanceOf(Error);
    },
  );

  it('refuses a template that is none', () => {
    const Broken = ErrorEvent.withTemplates({ type: 'hall.broken', summary: '{% if %}' });
    expect(errorOf(() => new Broken({}).summary).code).toBe('TEMPLATE_FAILED');
  });

  it('offers what every event has, and its record', () => {
    const Seen = WarningEvent.withTemplates({
      type: 'hall.seen',
      summary: '{{ time }} {{ severity }} {{ type }} {{ system }}: {{ record.message }} on {{ record.host }}',
    });
    expect(new Seen({}, { record, system: 'hall' }).summary).toBe(
      '2026-03-01T06:00:00.000Z warning hall.seen hall: wrong code on gate',
    );
  });

  it('writes fields the way people do', () => {
    const Closed = AuditEvent.withFields({
      type: 'door.closed',
      fields: { since: time('Since'), lasted: duration('Lasted'), by: nullable(text('By')), locked: boolean('Locked') },
      summary: '{{ since }}|{{ lasted }}|{{ by }}|{{ locked }}{% if by %}|by{% endif %}',
    });
    expect(new Closed({ since: 0, lasted: 90_000, by: null, locked: false }).summary).toBe(
      '1970-01-01T00:00:00.000Z|1m30s||false',
    );
  });
});

describe('severities', () => {
  it('are ordered, gravest first', () => {
    const atLeastWarning = (severity: Severity) => isAtLeast(severity, 'warning');
    expect(severities.filter(atLeastWarning)).toEqual(['error', 'warning']);
  });
});
