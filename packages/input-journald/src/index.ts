export { createJournaldInput, JournaldInput, type JournaldInputSetup } from './journald-input.ts';
export { journaldManifest, manifest, manifests } from './manifest.ts';
export { type JournaldInputOptions, type JournaldInputSettings, journaldOptions } from './options.ts';
