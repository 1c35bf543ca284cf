import type { Event } from '@correlator/events';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Everything, type EverythingData, everyKind, everything, failed, failedKinds } from './samples.ts';
import { asEvents, describeEach, never, start, ten } from './support.ts';

const table = 'test_every_kind';

/** What a database gives back of a value. Written anew, so that a mistake in the listener is not made here too. */
function kept(name: string, value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\0\p{Cs}]/gu, '\ufffd');
  if (typeof value !== 'number') return value;
  const number = everyKind[name] === 'time' ? Math.trunc(value) : value;
  return number === 0 ? 0 : number;
}

const keptData = (data: EverythingData) =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, kept(name, value)]));

/** Any UTF-16: NUL, controls, halves of surrogate pairs. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0x27, 0x22, 0x5c, 0xd800, 0xdc00, 0x7b)))
  .map((codes) => String.fromCharCode(...codes));

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6());
const anyMethod = fc.constantFrom('password' as const, 'publickey' as const);
/** PostgreSQL knows no time before 4714 BC. */
const anyTime = fc.double({ noNaN: true, min: -210_866_803_200_000, max: 8.64e15 });

const required = {
  title: anyText,
  count: fc.maxSafeInteger(),
  score: anyNumber,
  isRoot: fc.boolean(),
  seenAt: anyTime,
  window: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
  clientPort: fc.integer({ min: 0, max: 65_535 }),
  from: anyAddress,
  source: anyAddress,
  method: anyMethod,
};

const nullables = Object.fromEntries(
  Object.entries(required).map(([name, any]) => [`${name}OrNull`, fc.option(any as fc.Arbitrary<unknown>)]),
);

const anyData = fc.record({ ...required, ...nullables }) as unknown as fc.Arbitrary<EverythingData>;

const fraction = (data: EverythingData, index: number) =>
  new Everything(data, { id: `e${String(index).padStart(3, '0')}`, system: 'test', time: ten + index + 0.25 });

describeEach((_, makePlace) => {
  it('a row has what the event said', async () => {
    const place = await makePlace();
    const { listener, reports } = await start(place.options, { events: [Everything] });
    await listener.handle(fraction(everything, 0) as unknown as Event, never);
    expect(await place.rows(table, everyKind)).toEqual([
      { id: 'e000', time: ten, system: 'test', severity: 'info', ...everything, seenAt: ten },
    ]);
    expect(reports).toEqual([]);
  });

  it('text of every sort comes back as it was, but for what no database keeps', async () => {
    const place = await makePlace();
    const { listener } = await start(place.options);
    const texts = [
      "'); DROP TABLE sshd_login_failed; --",
      '\u001b[31m',
      '',
      'null',
      '{a,"b"}',
      '\\x00\\u0000',
      '😀\r\n\t',
    ];
    await listener.handleBatch(asEvents(...texts.map((text, index) => failed(`${index}`, text, text))), never);
    await listener.handle(failed('8', 'a\0b\ud800c\udc00', '\0') as never, never);
    const rows = await place.rows('sshd_login_failed', failedKinds);
    expect(rows.map(({ user }) => user)).toEqual([...texts, 'a\ufffdb\ufffdc\ufffd']);
    expect(rows.at(-1)?.order).toBe('\ufffd');
  });

  it('whatever fits its declaration comes back, and is the same when it comes again', {
    timeout: 120_000,
  }, async () => {
    const place = await makePlace();
    const { listener, reports } = await start(place.options, { events: [Everything] });
    await fc.assert(
      fc.asyncProperty(fc.array(anyData, { minLength: 1, maxLength: 20 }), async (list) => {
        await place.run(`DELETE FROM ${table}`);
        await listener.handleBatch(asEvents(...list.map(fraction)), never);
        // As it comes out of a store.
        const again = list.map((data, index) => fraction(JSON.parse(JSON.stringify(data)), index));
        await listener.handleBatch(asEvents(...again), never);
        const rows = await place.rows(table, everyKind);
        expect(rows.map(({ id, time, system, severity, ...data }) => data)).toEqual(list.map(keptData));
        expect(rows.map(({ time }) => time)).toEqual(list.map((_, index) => ten + index));
        expect(reports).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
