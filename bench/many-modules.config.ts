import { defineConfig } from '@correlator/config';
import { manifest } from './idle-module.ts';

const names = Array.from({ length: 20 }, (_, index) => `idle${index + 1}`);

/** The sshd module, and twenty for programs of which the log holds nothing. */
export default defineConfig({
  modules: { sshd: {}, ...Object.fromEntries(names.map((name) => [name, { use: manifest, program: name }])) },
});
