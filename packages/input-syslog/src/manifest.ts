import { apiVersion, defineInput, type InputManifest } from '@correlator/core';
import { syslogObstacles } from './obstacles.ts';
import { type SyslogInputSettings, syslogOptions } from './options.ts';
import { syslogRemarks } from './remarks.ts';
import { createSyslogInput } from './syslog-input.ts';

/** What a configuration needs to know of `SyslogInput`; its name there is `syslog`. */
export const syslogManifest: InputManifest<SyslogInputSettings> = defineInput({
  name: 'syslog',
  volatile: true,
  api: apiVersion,
  summary: 'Receives syslog messages over TCP, TLS, UDP and Unix sockets.',
  options: syslogOptions,
  obstacles: (options) => syslogObstacles(options),
  remarks: (options) => syslogRemarks(options),
  create: (options, setup) => createSyslogInput(options, setup),
});

/** The manifest of this package. */
export const manifest = syslogManifest;

/** The manifests of this package. */
export const manifests = [syslogManifest] as const;
