import type { Tap } from '@correlator/core';
import { type CaptureWriter, type CaptureWriterOptions, createCaptureWriter } from './capture-writer.ts';

/** A tap that writes what a run is told to a capture. */
export function createCaptureTap(options: CaptureWriterOptions, name = 'capture'): Tap {
  let writer: CaptureWriter | undefined;
  return {
    name,
    async start({ run, clock, warn }) {
      writer = await createCaptureWriter(options, run, { clock, warn });
    },
    receive: (receipt) => writer?.receive(receipt),
    async stop() {
      await writer?.close();
      writer = undefined;
    },
  };
}
