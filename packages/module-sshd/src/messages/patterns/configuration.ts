import { defineNote, type MessagePattern } from './pattern.ts';

/** Configuration and host keys: servconf.c, sshd.c, authfile.c, dh.c. */
export const configurationMessages: readonly MessagePattern[] = [
  defineNote({
    id: 'rexec-line',
    prefix: 'rexec line ',
    rest: '\\d{1,6}: .*',
    sample: 'rexec line 31: Deprecated option KeyRegenerationInterval',
  }),
  defineNote({
    id: 'reprocess-line',
    prefix: 'reprocess config line ',
    rest: '\\d{1,6}: .*',
    sample: 'reprocess config line 31: Deprecated option RSAAuthentication',
  }),
  defineNote({
    id: 'command-line',
    prefix: 'command-line',
    rest: '(?: line \\d{1,6})?: .*',
    sample: 'command-line line 0: Bad configuration option: x',
  }),
  defineNote({
    id: 'configuration-line',
    prefix: '/',
    rest: '[^ :]*:? line \\d{1,6}: .*',
    sample: '/etc/ssh/sshd_config line 31: Deprecated option UsePrivilegeSeparation',
  }),
  defineNote({
    id: 'configuration-file',
    prefix: '/',
    rest: '[^ :]*: [^0-9].*',
    sample: '/etc/ssh/sshd_config: terminating, 1 bad configuration options',
  }),
  defineNote({
    id: 'directory-owner',
    prefix: '/',
    rest: '[^ :]* must be owned by root .*',
    sample: '/run/sshd must be owned by root and not group or world-writable.',
  }),
  defineNote({
    id: 'deprecated-option',
    prefix: 'Deprecated option ',
    sample: 'Deprecated option UsePrivilegeSeparation',
  }),
  defineNote({
    id: 'unsupported-option',
    prefix: 'Unsupported option ',
    sample: 'Unsupported option GSSAPIAuthentication',
  }),
  defineNote({
    id: 'host-key',
    prefix: 'Unable to load host ',
    rest: '(?:key|certificate)(?: "|: ).*',
    sample: 'Unable to load host key: /etc/ssh/ssh_host_rsa_key',
  }),
  defineNote({
    id: 'host-key-of-old',
    prefix: 'Could not load host ',
    rest: '(?:key|certificate): .*',
    sample: 'Could not load host key: /etc/ssh/ssh_host_dsa_key',
  }),
  defineNote({
    id: 'protocol-disabled',
    prefix: 'Disabling protocol version ',
    rest: '[12]\\. .*',
    sample: 'Disabling protocol version 2. Could not load host key',
  }),
  defineNote({
    id: 'no-host-keys',
    prefix: 'sshd: no hostkeys available -- exiting.',
    rest: '',
    sample: 'sshd: no hostkeys available -- exiting.',
  }),
  defineNote({
    id: 'no-host-keys-of-old',
    prefix: 'no hostkeys available -- exiting.',
    rest: '',
    sample: 'no hostkeys available -- exiting.',
  }),
  defineNote({
    id: 'key-mode',
    prefix: 'Permissions ',
    rest: "\\d{1,5} for '.*' are too open\\.",
    sample: "Permissions 0644 for '/etc/ssh/ssh_host_rsa_key' are too open.",
  }),
  defineNote({
    id: 'key-mode-banner',
    prefix: '@',
    rest: '(?:@*| *WARNING: UNPROTECTED PRIVATE KEY FILE! *@)',
    sample: '@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @',
  }),
  defineNote({
    id: 'key-mode-advice',
    prefix: 'It is re',
    rest: '(?:quired|commended) that your private key files are NOT accessible by others\\.',
    sample: 'It is required that your private key files are NOT accessible by others.',
  }),
  defineNote({
    id: 'key-ignored',
    prefix: 'This private key will be ignored.',
    rest: '',
    sample: 'This private key will be ignored.',
  }),
  defineNote({
    id: 'load-key',
    prefix: 'Load key "',
    rest: '[^"]*": .*',
    sample: 'Load key "/etc/ssh/ssh_host_rsa_key": bad permissions',
  }),
];
