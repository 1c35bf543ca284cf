import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  format: 'esm',
  target: 'node22',
  platform: 'node',
  dts: true,
  sourcemap: true,
  clean: true,
  splitting: true,
};

/** The build of every library: one entry, its type declarations and source maps. */
export function library(): ReturnType<typeof defineConfig> {
  return defineConfig({ ...shared, entry: ['src/index.ts'] });
}

/** The build of a program: the command and what it exports. */
export function application(): ReturnType<typeof defineConfig> {
  return defineConfig({ ...shared, target: 'node24', entry: ['src/main.ts', 'src/index.ts'] });
}
