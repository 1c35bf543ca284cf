import { apiVersion, defineInput, type InputManifest } from '@correlator/core';
import { createFileInput } from './file-input.ts';
import { type FileInputSettings, fileOptions } from './options.ts';
import { fileObstacles } from './paths/obstacles.ts';

/**
 * What a configuration needs to know of `FileInput`, whose name there is `file`.
 *
 * @example
 * const settings = parseOptions(fileManifest.options, { paths: 'auth.log' }, 'inputs.file');
 * const input = fileManifest.create(settings, { name: 'file' });
 */
export const fileManifest: InputManifest<FileInputSettings> = defineInput({
  name: 'file',
  api: apiVersion,
  summary: 'Reads log files, plain or gzip, to their end or for as long as they grow.',
  options: fileOptions,
  obstacles: (options) => fileObstacles(options),
  remarks: ({ program, follow }) => [
    'nobody knows who wrote an entry: whoever may write to a log, or to the logger behind it, speaks for any program',
    ...(program !== undefined && !follow
      ? ['lines without a time have that of the last change of their file: how long they lie apart is not known']
      : []),
  ],
  create: (options, setup) => createFileInput(options, setup),
});

/** The manifest of this package. */
export const manifest = fileManifest;

/** The manifests of this package. */
export const manifests = [fileManifest] as const;
