export { createFileInput, FileInput, type FileInputSetup } from './file-input.ts';
export type { FilePosition, FilePositions } from './identity/positions.ts';
export { fileManifest, manifest, manifests } from './manifest.ts';
export { type FileInputOptions, type FileInputSettings, fileOptions } from './options.ts';
