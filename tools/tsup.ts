import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  format: 'esm',
  target: 'node22',
  platform: 'node',
  dts: true,
  sourcemap: true,
  clean: true,
  splitting: true,
  // `node:sqlite` has no other name.
  removeNodeProtocol: false,
};

/** The build of every library: `src/index.ts` and further entries or workers, with type declarations and source maps. */
export function library(more: readonly string[] = []): ReturnType<typeof defineConfig> {
  return defineConfig({ ...shared, entry: ['src/index.ts', ...more] });
}

/** The build of a program: the command and what it exports. */
export function application(): ReturnType<typeof defineConfig> {
  return defineConfig({ ...shared, target: 'node24', entry: ['src/main.ts', 'src/index.ts'] });
}
