import type { Json } from '@correlator/core';
import { createManualClock, type ManualClock } from '@correlator/core/testing';
import { positionOf } from '@correlator/events';
import { expect, onTestFinished } from 'vitest';
import { createFileInput, type FileInput, type FileInputOptions } from '../src/index.ts';
import { contextWith } from './support.ts';

/** An input that follows, what it has given so far, and a clock by which alone it looks. */
export interface Follower {
  readonly input: FileInput;
  readonly clock: ManualClock;
  readonly warnings: readonly string[];
  readonly messages: string[];
  /** Identity and offset of each record. */
  readonly places: string[];
  readonly unparsed: string[];
  /** Lets `seconds` pass, and it look. Resolves when it has looked. */
  look(seconds?: number): Promise<void>;
  /** Waits until it has given these messages, and no others. */
  gives(...messages: string[]): Promise<void>;
  /** Stops it as a crash would, and gives its position, as it was saved. */
  crash(): Promise<Json>;
  /** Waits until it has ended by itself. */
  ends(): Promise<void>;
}

/** Options of a follower besides those of the input. */
export interface FollowerSetup {
  readonly from?: Json;
  /** Has the system report changes too. */
  readonly watch?: boolean;
}

/** Follows `paths`, looking only when the test's clock is moved. */
export async function followed(
  paths: string | string[],
  options: Partial<FileInputOptions> = {},
  { from, watch = false }: FollowerSetup = {},
): Promise<Follower> {
  const clock = createManualClock(Date.parse('2026-11-24T12:00:00Z'));
  const input = createFileInput({ paths, follow: true, ...options }, { watch });
  if (from !== undefined) input.resume(JSON.parse(JSON.stringify(from)));
  let looks = 0;
  let waiting = 0;
  // The next look is asked for when the one before is over.
  const context = contextWith({
    now: () => clock.now(),
    after(ms, action) {
      looks++;
      waiting++;
      return clock.after(ms, () => {
        waiting--;
        action();
      });
    },
  });
  const look = async (ms: number) => {
    const before = looks;
    await clock.advance(ms);
    await expect.poll(() => looks > before && waiting > 0, { interval: 2, timeout: 4_000 }).toBe(true);
  };
  await input.start(context);
  onTestFinished(() => input.stop());
  const messages: string[] = [];
  const places: string[] = [];
  const unparsed: string[] = [];
  const reading = (async () => {
    for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
      messages.push(...batch.records.map(({ message }) => message));
      places.push(...batch.records.map((record) => `${positionOf(record)}`));
      unparsed.push(...batch.unparsed.map(({ reason, raw }) => `${reason} ${raw}`));
    }
  })();
  return {
    ...{ input, clock, warnings: context.warnings, messages, places, unparsed },
    async look(seconds = 1) {
      await look(1_000);
      if (seconds > 1) await look((seconds - 1) * 1_000);
      if (seconds > 2) await look(1_000);
    },
    gives: (...expected) => expect.poll(() => messages, { timeout: 4_000, interval: 5 }).toEqual(expected),
    async crash() {
      const position = input.positions();
      await input.stop();
      await reading;
      return position;
    },
    ends: () => reading,
  };
}
