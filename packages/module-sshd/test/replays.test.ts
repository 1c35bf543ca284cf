import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOf, recordsOf, replay } from './support.ts';

const folder = join(import.meta.dirname, 'replays');
const names = readdirSync(folder);

/** To accept what the module says now: `UPDATE_REPLAYS=1`. The difference is for review. */
const update = process.env.UPDATE_REPLAYS === '1';

async function replayed(name: string): Promise<string> {
  const records = recordsOf(linesOf(readFileSync(join(folder, name, 'input.log'), 'utf8')));
  const { events } = await replay(records);
  const rows = events.map(({ type, time, data }) => JSON.stringify({ time: new Date(time).toISOString(), type, data }));
  return `${rows.join('\n')}\n`;
}

describe('a replay', () => {
  test.each(names)('%s', async (name) => {
    const file = join(folder, name, 'expected.jsonl');
    const events = await replayed(name);
    if (update) writeFileSync(file, events);
    expect(events).toBe(readFileSync(file, 'utf8'));
  });
});
