import process, { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Input, InputManifest } from '@correlator/core';
import { manifest as file } from '@correlator/input-file';
import { at } from './killing.ts';

/** So many lines a second at most: a process that is killed often must not be through before. */
const rate = Number(env.CORRELATOR_RATE ?? 'Infinity');

function paced(input: Input): Input {
  let said = false;
  return {
    name: input.name,
    live: input.live,
    start: (context) => input.start(context),
    async read() {
      at('input-read');
      const batch = await input.read();
      if (!said) process.send?.('back');
      said = true;
      if (batch !== undefined && Number.isFinite(rate)) await sleep((batch.records.length / rate) * 1_000);
      return batch;
    },
    stop: () => input.stop(),
    positions: () => input.positions(),
    resume: (position) => input.resume(position),
  };
}

/** A file, read no faster than it was told, which says when it is read. */
export const manifest: InputManifest<never> = {
  ...(file as InputManifest<never>),
  name: 'paced',
  create: (options, setup) => paced(file.create(options, setup)),
};
