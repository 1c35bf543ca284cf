import { useModule } from '@correlator/core';
import { restartAnywhere } from '@correlator/testing';
import { expect, test } from 'vitest';
import { manifest } from '../src/index.ts';
import { attackLog, recordsOf } from './support.ts';

/** Records drawn out, so that sessions, windows and days end on the way. */
const drawnOut = (factor: number) => {
  const records = recordsOf(attackLog('auth.log')).slice(0, 600);
  const first = records[0]?.time ?? 0;
  return records.map((record) => ({ ...record, time: first + (record.time - first) * factor }));
};

test.each([[1], [60], [2_000]])(
  'a restart after any record of a real attack, drawn out %i times, changes no event',
  async (factor) => {
    const options = { limit: 3, prefixV6: 128 };
    const events = await restartAnywhere(useModule(manifest, options), drawnOut(factor), { zone: 'Europe/Prague' });
    expect(events.some(({ type }) => type === 'sshd.login-tries-exceeded')).toBe(true);
  },
  60_000,
);
