import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Method, torture } from '../src/rotation/torture.ts';

const canCompress = spawnSync('gzip', ['--version']).error === undefined;

/** What must be so, whatever else happens. Little is written, as other tests run at the same time. */
async function run(method: Method) {
  const result = await torture({ method, seconds: 4, rate: 10_000, seed: 7 });
  expect(result).toMatchObject({ missed: 0, twice: 0 });
  expect(result.written).toBeGreaterThan(10_000);
  expect(result.rotations).toBeGreaterThan(1);
  return result;
}

describe.skipIf(!canCompress)('a log that is rotated all the time, and its reader killed (needs gzip)', () => {
  it('is read whole and once where it is renamed', { timeout: 90_000 }, async () => {
    expect(await run('rename')).toMatchObject({ torn: 0, unparsed: 0, lostByMethod: 0 });
  });

  it('is read once, and all that is kept, where it is copied and cut back', { timeout: 90_000 }, async () => {
    const { warnings, rotations, torn } = await run('copytruncate');
    expect(torn).toBeLessThanOrEqual(rotations);
    for (const warning of warnings) expect(warning).toMatch(/cut back|no longer there/);
  });
});
