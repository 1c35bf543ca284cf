import { env } from 'node:process';
import { defineConfig } from '@correlator/config';

/** The sshd module on the log BENCH_LOG, with rows of its events in the folder BENCH_ROWS. */
export default defineConfig({
  inputs: { log: { use: 'file', paths: [env.BENCH_LOG ?? ''], year: 2026 } },
  modules: { sshd: {} },
  listeners: { csv: { directory: env.BENCH_ROWS ?? '' } },
});
