import { addressText, defineNote, type MessagePattern } from './pattern.ts';

/** The daemon itself: sshd.c, log.c. */
export const daemonMessages: readonly MessagePattern[] = [
  defineNote({
    id: 'listening',
    prefix: 'Server listening on ',
    rest: '\\S{1,60} port \\d{1,5}(?: rdomain \\S{1,60})?\\.',
    sample: 'Server listening on :: port 22.',
  }),
  defineNote({
    id: 'terminating',
    prefix: 'Received signal ',
    rest: '\\d{1,3}; terminating\\.',
    sample: 'Received signal 15; terminating.',
  }),
  defineNote({
    id: 'restarting',
    prefix: 'Received SIGHUP; restarting.',
    rest: '',
    sample: 'Received SIGHUP; restarting.',
  }),
  defineNote({
    id: 'restart-failed',
    prefix: 'RESTART FAILED: ',
    sample: "RESTART FAILED: av[0]='/usr/sbin/sshd', error: No such file or directory.",
  }),
  defineNote({ id: 'exiting', prefix: 'Exiting on signal ', rest: '\\d{1,3}\\.?', sample: 'Exiting on signal 15' }),
  defineNote({
    id: 'bind-failed',
    prefix: 'Bind to port ',
    rest: '\\d{1,5} on \\S{1,60} failed: .*',
    sample: 'Bind to port 22 on 0.0.0.0 failed: Address already in use.',
  }),
  defineNote({ id: 'cannot-bind', prefix: 'Cannot bind any address.', rest: '', sample: 'Cannot bind any address.' }),
  defineNote({ id: 'oom-score', prefix: 'Set /proc/', sample: 'Set /proc/self/oom_score_adj from 0 to -1000' }),
  defineNote({
    id: 'pid-file',
    prefix: "Couldn't create pid file ",
    sample: 'Couldn\'t create pid file "/run/sshd.pid": Permission denied',
  }),
  defineNote({
    id: 'privilege-directory',
    prefix: 'Missing privilege separation directory: ',
    sample: 'Missing privilege separation directory: /run/sshd',
  }),
  defineNote({
    id: 'privilege-user',
    prefix: 'Privilege separation ',
    sample: 'Privilege separation user sshd does not exist',
  }),
  defineNote({
    id: 're-exec',
    prefix: 'sshd re-exec requires ',
    sample: 'sshd re-exec requires execution with an absolute path',
  }),
  defineNote({
    id: 'server-key',
    prefix: 'Generating ',
    rest: '(?:new )?\\d{1,5} bit .*',
    sample: 'Generating new 768 bit RSA key.',
  }),
  defineNote({
    id: 'server-key-done',
    prefix: 'RSA key generation complete.',
    rest: '',
    sample: 'RSA key generation complete.',
  }),
  {
    id: 'child-crashed',
    kind: 'other',
    prefix: 'Session process ',
    pattern: new RegExp(`^Session process (\\d{1,10}) unpriv child crash for connection from ${addressText} to .*$`),
    sample: 'Session process 4711 unpriv child crash for connection from 192.0.2.7 to 192.0.2.1',
    side: 'left',
    outcome: 'other',
    groups: { process: 1, address: 2 },
    ends: true,
  },
  {
    id: 'child-ended',
    kind: 'other',
    prefix: 'session process ',
    pattern: new RegExp(
      `^session process (\\d{1,10}) for connection from ${addressText} to \\S{1,60} (?:killed by signal|terminated abnormally,) .*$`,
    ),
    sample: 'session process 4711 for connection from 192.0.2.7 to 192.0.2.1 killed by signal 11',
    side: 'left',
    outcome: 'other',
    groups: { process: 1, address: 2 },
    ends: true,
  },
  defineNote({ id: 'child-terminated', prefix: 'preauth child ', sample: 'preauth child terminated by signal 11' }),
  defineNote({ id: 'debugging', prefix: 'debug', rest: '[123]: .*', sample: 'debug1: Forked child 4711.' }),
  defineNote({ id: 'usage', prefix: 'WARNING: ', sample: "WARNING: 'UsePAM no' is not supported in this build" }),
];
