import { describe, expect, test } from 'vitest';
import { type Block, BlockList } from '../src/block-list.ts';

const minute = 60_000;
const policy = { durationMs: 10 * minute, factor: 2, maxDurationMs: 30 * minute, forgetMs: 100 * minute, maxBlocks: 3 };
const target = (n: number) => ({ address: `203.0.113.${n}`, network: `203.0.113.${n}` });
const cause = (time: number) => ({ causeId: `id-${time}`, causeType: 'a.b', causeSystem: 'sshd', causeTime: time });
const none = new Map<string, Block>();

/** Blocks, and lets it end. */
function offend(list: BlockList, at: number): Block | string {
  const block = list.decide(target(1), cause(at), { now: at, pending: none });
  if (typeof block !== 'string') {
    list.add(block);
    list.end(block);
  }
  return block;
}

describe('a source', () => {
  test('is blocked longer each time, up to a maximum, until it is forgotten', () => {
    const list = new BlockList(policy);
    const starts = [0, 20, 50, 90, 221].map((at) => at * minute);
    const blocks = starts.map((at) => offend(list, at));
    const figures = blocks.map((block) =>
      typeof block === 'string' ? block : [block.offence, (block.until - block.causeTime) / minute],
    );
    expect(figures).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 30],
      [1, 10],
    ]);
  });

  test('that goes on while it is blocked is blocked for longer, as the same offence', () => {
    const list = new BlockList(policy);
    const first = list.decide(target(1), cause(0), { now: 0, pending: none }) as Block;
    list.add(first);
    const more = list.decide(target(1), cause(5 * minute), { now: 5 * minute, pending: none }) as Block;
    expect(more).toMatchObject({ offence: 1, since: 0, until: 15 * minute });
  });

  test('is not blocked for what is long over, nor twice for the same', () => {
    const list = new BlockList(policy);
    expect(list.decide(target(1), cause(0), { now: 10 * minute, pending: none })).toBe('over');
    const block = list.decide(target(1), cause(0), { now: 9 * minute, pending: none }) as Block;
    expect(block.until).toBe(10 * minute);
    list.add(block);
    expect(list.decide(target(1), cause(0), { now: 9 * minute, pending: none })).toBe('known');
    list.end(block);
    expect(list.decide(target(1), cause(0), { now: 9.5 * minute, pending: none })).toBe('known');
  });

  test('whose event lies in the future is blocked no longer for that', () => {
    const list = new BlockList(policy);
    expect(list.decide(target(1), cause(99 * minute), { now: 0, pending: none })).toMatchObject({ until: 10 * minute });
  });
});

describe('the list', () => {
  test('is bounded: who comes when it is full is not blocked', () => {
    const list = new BlockList(policy);
    const pending = new Map<string, Block>();
    const results = [1, 2, 3, 4].map((n) => {
      const block = list.decide(target(n), cause(0), { now: 0, pending });
      if (n === 3 && typeof block !== 'string') pending.set(block.network, block);
      else if (typeof block !== 'string') list.add(block);
      return typeof block === 'string' ? block : 'blocked';
    });
    expect(results).toEqual(['blocked', 'blocked', 'blocked', 'full']);
  });

  test('remembers no more than its maximum of those who are past', () => {
    const list = new BlockList(policy);
    for (let n = 1; n <= 5; n++) {
      const block = list.decide(target(n), cause(0), { now: 0, pending: none }) as Block;
      list.add(block);
      list.end(block);
    }
    expect([...list.past.keys()]).toEqual(['203.0.113.3', '203.0.113.4', '203.0.113.5']);
  });

  test('knows which block ends next, and which are over', () => {
    const list = new BlockList(policy);
    for (const n of [3, 1, 2]) list.add(list.decide(target(n), cause(n), { now: n, pending: none }) as Block);
    expect(list.nextEnd()).toBe(10 * minute + 1);
    expect(list.over(10 * minute + 2).map(({ address }) => address)).toEqual(['203.0.113.1', '203.0.113.2']);
  });
});
