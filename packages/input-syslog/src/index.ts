export { type SyslogInputOptions, type SyslogInputSettings, syslogOptions } from './options.ts';
