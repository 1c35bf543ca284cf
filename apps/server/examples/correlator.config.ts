import { defineConfig } from '@correlator/config';

/** What `npm start` runs: a host's log in which people log in and attackers try to. */
export default defineConfig({
  instance: 'example',
  zone: 'UTC',
  inputs: {
    // This log is complete; what is appended to it while the server runs is processed too.
    auth: { use: 'file', paths: ['attack/auth.log'], format: 'rfc3164', year: 2026, follow: true },
  },
  modules: {
    // Statistics only: a notice for every record would be in the way here.
    report: { notices: false },
    sshd: { limit: 5, window: '5m' },
  },
  listeners: {
    log: { format: 'pretty', criteria: { systems: ['sshd', 'engine'] } },
    // Every run from the start of the log adds its rows again, with the same ids.
    csv: { directory: 'audit' },
  },
});
