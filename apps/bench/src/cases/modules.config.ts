import { env } from 'node:process';
import { defineConfig } from '@correlator/config';
import { manifest } from './idle-module.ts';

const names = Array.from({ length: Number(env.BENCH_MODULES) }, (_, index) => `idle${index + 1}`);

/** Options of a module: it wants all records, or those of a program of which the log holds nothing. */
const optionsOf = (name: string) =>
  env.BENCH_RECORDS === 'all' ? { use: manifest } : { use: manifest, program: name };

/** The sshd module, and BENCH_MODULES others. */
export default defineConfig({
  modules: { sshd: {}, ...Object.fromEntries(names.map((name) => [name, optionsOf(name)])) },
});
