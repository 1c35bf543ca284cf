export { createFileInput, FileInput, type FileInputSetup } from './file-input.ts';
export { fileManifest, manifest, manifests } from './manifest.ts';
export { type FileInputOptions, type FileInputSettings, fileOptions } from './options.ts';
export type { FilePosition, FilePositions } from './positions.ts';
