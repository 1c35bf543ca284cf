import { join } from 'node:path';
import { replaysIn, runReplay } from '@correlator/testing';
import { describe, expect, test } from 'vitest';
import { manifest } from '../src/index.ts';

const folder = join(import.meta.dirname, 'replays');

/** To accept what the module says now: `UPDATE_REPLAYS=1`. The difference is for review. */
describe('a replay', () => {
  test.each(replaysIn(folder))('%s', async (name) => {
    const { actual, expected } = await runReplay(manifest, join(folder, name));
    expect(actual).toBe(expected);
  });
});
