import { defineNote, type MessagePattern } from './pattern.ts';

/** Calls of the system that fail, and systems that sshd asks: SELinux, audit, AFS. */
export const systemMessages: readonly MessagePattern[] = [
  defineNote({ id: 'call-accept', prefix: 'accept: ', sample: 'accept: Software caused connection abort' }),
  defineNote({ id: 'call-fork', prefix: 'fork: ', sample: 'fork: Cannot allocate memory' }),
  defineNote({ id: 'call-socket', prefix: 'socket: ', sample: 'socket: Address family not supported by protocol' }),
  defineNote({ id: 'call-socketpair', prefix: 'socketpair: ', sample: 'socketpair: Too many open files' }),
  defineNote({ id: 'call-pipe', prefix: 'pipe: ', sample: 'pipe: Too many open files' }),
  defineNote({ id: 'call-poll', prefix: 'ppoll: ', sample: 'ppoll: Invalid argument' }),
  defineNote({ id: 'call-select', prefix: 'select: ', sample: 'select: Bad file descriptor' }),
  defineNote({ id: 'call-wait', prefix: 'wait: ', sample: 'wait: No child processes' }),
  defineNote({
    id: 'call-listen',
    prefix: 'listen',
    rest: '(?: on \\S+|\\(\\))?: .*',
    sample: 'listen on [0.0.0.0]:22: Address already in use',
  }),
  defineNote({ id: 'call-setsockopt', prefix: 'setsockopt ', sample: 'setsockopt SO_KEEPALIVE: Invalid argument' }),
  defineNote({
    id: 'call-getpeername',
    prefix: 'getpeername failed: ',
    sample: 'getpeername failed: Transport endpoint is not connected',
  }),
  defineNote({
    id: 'call-getsockname',
    prefix: 'getsockname failed: ',
    sample: 'getsockname failed: Transport endpoint is not connected',
  }),
  defineNote({
    id: 'call-getnameinfo',
    prefix: 'getnameinfo failed: ',
    sample: 'getnameinfo failed: Name or service not known',
  }),
  defineNote({
    id: 'call-chown',
    prefix: 'chown(',
    sample: 'chown(/dev/pts/0, 1000, 5) failed: Read-only file system',
  }),
  defineNote({ id: 'call-chmod', prefix: 'chmod(', sample: 'chmod(/dev/pts/0, 0620) failed: Read-only file system' }),
  defineNote({
    id: 'call-openpty',
    prefix: 'openpty',
    rest: '(?:: | returns ).*',
    sample: 'openpty: No such file or directory',
  }),
  defineNote({ id: 'call-ioctl', prefix: 'ioctl(', sample: 'ioctl(TIOCSCTTY): Operation not permitted' }),
  defineNote({
    id: 'call-dup',
    prefix: 'dup',
    rest: '2? ?\\w*(?: failed)?: .*',
    sample: 'dup2 stdin: Bad file descriptor',
  }),
  defineNote({
    id: 'call-setuid',
    prefix: 'set',
    rest: '(?:groups|uid|gid|euid|egid|reuid|regid|resuid|resgid|login|pcred|usercontext|rlimit|proctitle)\\b.*',
    sample: 'setgroups: Operation not permitted',
  }),
  defineNote({ id: 'call-initgroups', prefix: 'initgroups: ', sample: 'initgroups: Operation not permitted' }),
  defineNote({
    id: 'call-setlogin',
    prefix: 'open /dev/',
    sample: 'open /dev/tty failed - could not set controlling tty: No such device or address',
  }),
  defineNote({ id: 'call-memory', prefix: 'xmalloc: ', sample: 'xmalloc: zero size' }),
  defineNote({ id: 'call-allocate', prefix: 'xrealloc: ', sample: 'xrealloc: out of memory' }),
  defineNote({ id: 'call-free', prefix: 'xfree: ', sample: 'xfree: NULL pointer given as argument' }),
  defineNote({
    id: 'selinux',
    prefix: 'SELinux',
    rest: '(?::| ).*',
    sample: 'SELinux: unable to get a valid context for alice',
  }),
  defineNote({
    id: 'selinux-context',
    prefix: 'Failed to get ',
    sample: 'Failed to get default SELinux security context for alice',
  }),
  defineNote({
    id: 'selinux-failed',
    prefix: 'Failed to set ',
    sample: 'Failed to set SELinux execution context for alice',
  }),
  defineNote({
    id: 'selinux-sshd',
    prefix: 'sshd_selinux_',
    rest: '\\w+: .*',
    sample: 'sshd_selinux_setup_exec_context: failed',
  }),
  defineNote({ id: 'afs', prefix: 'AFS', rest: '(?::| ).*', sample: 'AFS token for cell example.com rejected' }),
  defineNote({ id: 'gssapi', prefix: 'GSSAPI', rest: '(?::| ).*', sample: 'GSSAPI MIC check failed' }),
  defineNote({ id: 'gssapi-minor', prefix: 'Miscellaneous failure', sample: 'Miscellaneous failure (see text)' }),
  defineNote({
    id: 'gssapi-reason',
    prefix: 'Unspecified GSS failure',
    sample: 'Unspecified GSS failure.  Minor code may provide more information',
  }),
];
