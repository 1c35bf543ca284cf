export { CaptureStatistics } from './capture-module.ts';
export { CaptureStatsEvent } from './events.ts';
export { manifest } from './manifest.ts';
export { type CaptureOptions, captureOptions } from './options.ts';
