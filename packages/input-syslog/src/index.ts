export { manifest, manifests, syslogManifest } from './manifest.ts';
export { type SyslogInputOptions, type SyslogInputSettings, syslogOptions } from './options.ts';
export { createSyslogInput, SyslogInput, type SyslogInputSetup } from './syslog-input.ts';
