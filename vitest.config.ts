import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const folders = ['packages', 'apps'].flatMap((parent) =>
  readdirSync(new URL(`./${parent}/`, import.meta.url)).map((name) => `${parent}/${name}`),
);

const project = (name: string, root: string) => ({
  extends: true as const,
  test: { name, root, include: ['test/**/*.test.ts'] },
});

export default defineConfig({
  ssr: { resolve: { conditions: ['@correlator/source', 'module', 'node', 'development|production'] } },
  test: {
    passWithNoTests: true,
    projects: [
      project('repository', 'tools'),
      ...folders.map((folder) => project(`@correlator/${folder.slice(folder.indexOf('/') + 1)}`, folder)),
    ],
  },
});
