import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOf, recordsOf, replay } from './support.ts';

const folder = join(import.meta.dirname, 'replays');
const names = readdirSync(folder);

/** To accept what the module says now: `UPDATE_REPLAYS=1`. The difference is for review. */
const update = process.env.UPDATE_REPLAYS === '1';

/** What differs from the defaults. */
function optionsOf(name: string): Record<string, unknown> {
  const file = join(folder, name, 'options.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

async function replayed(name: string, partitions: number): Promise<string> {
  const records = recordsOf(linesOf(readFileSync(join(folder, name, 'input.log'), 'utf8')));
  const { events } = await replay(records, { options: optionsOf(name), partitions });
  const rows = events.map(({ type, time, data }) => JSON.stringify({ time: new Date(time).toISOString(), type, data }));
  return `${rows.join('\n')}\n`;
}

const byContent = (events: string) => events.split('\n').sort();

describe('a replay', () => {
  test.each(names)('%s', async (name) => {
    const file = join(folder, name, 'expected.jsonl');
    const events = await replayed(name, 1);
    if (update) writeFileSync(file, events);
    const expected = readFileSync(file, 'utf8');
    expect(events).toBe(expected);
    expect(byContent(await replayed(name, 4))).toEqual(byContent(expected));
  });
});
