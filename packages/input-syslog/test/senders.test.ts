import { describe, expect, test } from 'vitest';
import { Inbox } from '../src/inbox.ts';
import { Senders } from '../src/senders.ts';

const origin = { source: { input: 'net', identity: 'epoch' }, peer: 'somebody' };

/** Senders of whom each holds so many messages of 1,000 bytes. */
function holding(counts: Readonly<Record<string, number>>) {
  const [senders, inbox] = [new Senders(1_000_000), new Inbox()];
  for (const [sender, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) {
      inbox.put(senders.channelOf(sender), { origin, frames: ['x'], receivedAt: 0, bytes: 1_000 });
    }
  }
  return { senders, inbox };
}

describe('senders of datagrams', () => {
  test('share what memory there is: who holds its share or more gives way itself', () => {
    const { senders } = holding({ a: 300, b: 100, c: 10 });
    expect(senders.makeRoom(senders.channelOf('a'))).toEqual({ dropped: 1, room: false });
    const before = senders.channelOf('a').held;
    const { dropped, room } = senders.makeRoom(senders.channelOf('c'));
    expect(room).toBe(true);
    expect(dropped).toBe(62);
    expect(senders.channelOf('a').held).toBeLessThan(before);
    expect(senders.channelOf('b').held).toBe(100 * 1_064);
  });

  test('count as long as they hold something', () => {
    const { senders, inbox } = holding({ a: 5, b: 5 });
    expect(senders.budget.holders).toBe(2);
    inbox.take(1_000);
    expect(senders.budget).toMatchObject({ holders: 0, held: 0 });
    senders.channelOf('a').discard(100);
    expect(senders.budget.holders).toBe(0);
  });

  test('are remembered up to a number; those beyond share places', () => {
    const { senders, inbox } = holding(Object.fromEntries(Array.from({ length: 1_024 }, (_, i) => [`s${i}`, 1])));
    expect(senders.shared).toContain(senders.channelOf('one more'));
    inbox.take(10_000);
    expect(senders.shared).not.toContain(senders.channelOf('one more'));
  });
});
