import { optionNames, parseOptions } from '@correlator/core';
import { parseByteSize } from '@correlator/events';
import { describe, expect, it } from 'vitest';
import { csvManifest, logbackManifest, manifests } from '../src/index.ts';

describe('options', () => {
  it.each([
    [csvManifest, { directry: 'x' }, "listeners.csv.directry: unknown option; did you mean 'directory'?"],
    [csvManifest, { maxBytes: 'big' }, 'listeners.csv.maxBytes: not a size'],
    [csvManifest, { maxBytes: 0 }, 'listeners.csv.maxBytes: not a size'],
    [csvManifest, { rotate: 'hour' }, 'listeners.csv.rotate: '],
    [logbackManifest, { format: 'xml' }, 'listeners.log.format: '],
    [logbackManifest, { destination: '' }, 'listeners.log.destination: '],
  ])('of $0.name that are wrong are named: %j', (manifest, options, problem) => {
    const parse = () => parseOptions<unknown>(manifest.options, options, `listeners.${manifest.name}`);
    expect(parse).toThrow(problem);
  });

  it('make the listener that the manifest describes', () => {
    for (const manifest of manifests) {
      const setup = { name: 'mine', criteria: { severity: 'error' } } as const;
      const settings = parseOptions<never>(manifest.options as never, {}, manifest.name);
      expect(manifest.create(settings, setup)).toMatchObject({ name: 'mine', criteria: { severity: 'error' } });
      expect(optionNames(manifest.options as never).length).toBeGreaterThan(1);
    }
  });

  it.each([
    [4096, 4096],
    ['100MB', 100_000_000],
    ['1.5 KiB', 1536],
    ['2gb', 2_000_000_000],
    ['10B', 10],
    ['-1MB', undefined],
    ['0MB', undefined],
    ['5', undefined],
    [1.5, undefined],
  ])('of size %j are %j bytes', (size, bytes) => {
    expect(parseByteSize(size)).toBe(bytes);
  });
});
