import { expect, test } from 'vitest';
import { createKeptInput, type Input, type InputContext } from '../src/index.ts';
import { createManualClock, createMemoryInput } from '../src/testing/index.ts';
import { seconds, ten } from './fixtures.ts';

const context = (warnings: string[] = []): InputContext => ({
  clock: createManualClock(ten),
  zone: 'UTC',
  warn: (summary) => void warnings.push(summary),
});

async function messages(input: Input) {
  return (await input.read())?.records.map(({ message }) => message);
}

test('an input that is kept is not closed; what it gives meanwhile is for the next engine', async () => {
  const memory = createMemoryInput('live', [], { live: true });
  const kept = createKeptInput(memory);
  await kept.start(context());
  const asked = messages(kept);
  kept.keep();
  expect(await asked).toBeUndefined();
  memory.push('1');
  await kept.stop();
  expect(kept.positions()).toBe(0);
  expect(await messages(kept)).toBeUndefined();
  kept.resume(0);
  await kept.start(context());
  expect(await messages(kept)).toEqual(['1']);
  expect(kept.positions()).toBe(1);
  const failing = messages(kept);
  memory.fail(new Error('gone'));
  await expect(failing).rejects.toThrow('gone');
  await kept.stop();
});

test('its warnings are for the engine that has it now', async () => {
  let warn: InputContext['warn'] = () => {};
  const memory = createMemoryInput('live', [], { live: true });
  const kept = createKeptInput({
    ...memory,
    start: async (given) => {
      warn = given.warn;
    },
  });
  const [first, second] = [[] as string[], [] as string[]];
  await kept.start(context(first));
  warn('one');
  kept.keep();
  await kept.start(context(second));
  warn('two');
  expect([first, second]).toEqual([['one'], ['two']]);
});

test('one that is to go on elsewhere than where it is, as a checkpoint could not be saved, is opened there', async () => {
  const memory = createMemoryInput('files', seconds(5), { batchSize: 2 });
  const kept = createKeptInput(memory);
  await kept.start(context());
  expect(await messages(kept)).toEqual(['1', '2']);
  expect(await messages(kept)).toEqual(['3', '4']);
  kept.keep();
  kept.resume(2);
  await kept.start(context());
  expect(await messages(kept)).toEqual(['3', '4']);
  expect(await messages(kept)).toEqual(['5']);
});
