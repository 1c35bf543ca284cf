import { createCaptureTap } from '@correlator/capture';
import { apiVersion, defineModule } from '@correlator/core';
import { durationMs } from '@correlator/events';
import { CaptureStatistics } from './capture-module.ts';

import { CaptureStatsEvent } from './events.ts';
import { captureOptions } from './options.ts';

/** The Capture module for configurations. */
export const manifest = defineModule({
  name: 'capture',
  api: apiVersion,
  summary: 'Writes what the inputs receive to a file that can be replayed, and counts it.',
  options: captureOptions,
  events: [CaptureStatsEvent],
  taps({ path, flushInterval, maxFileBytes, keep, level }) {
    if (path === undefined) return [];
    const flushMs = durationMs(flushInterval, 'flushInterval');
    return [createCaptureTap({ path, flushMs, maxFileBytes, keep, level })];
  },
  create: (options) => new CaptureStatistics(options),
});
