import { apiVersion, defineInput, type InputManifest } from '@correlator/core';
import { createJournaldInput } from './journald-input.ts';
import { journaldObstacles } from './obstacles.ts';
import { type JournaldInputSettings, journaldOptions } from './options.ts';
import { journaldRemarks } from './remarks.ts';

/** What a configuration needs to know of `JournaldInput`; its name there is `journald`. */
export const journaldManifest: InputManifest<JournaldInputSettings> = defineInput({
  name: 'journald',
  api: apiVersion,
  summary: 'Reads the systemd journal.',
  options: journaldOptions,
  obstacles: (options) => journaldObstacles(options),
  remarks: (options) => journaldRemarks(options),
  create: (options, setup) => createJournaldInput(options, setup),
});

/** The manifest of this package. */
export const manifest = journaldManifest;

/** The manifests of this package. */
export const manifests = [journaldManifest] as const;
