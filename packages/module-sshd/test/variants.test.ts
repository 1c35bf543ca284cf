import { describe, expect, test } from 'vitest';
import { readMessage } from '../src/index.ts';

/** Messages of fewer bytes than this are whole. */
const whole = 400;

/** As versions and systems differ: what each is read as. */
describe('a message as it was written by', () => {
  test.each([
    // OpenSSH of old.
    ['Failed password for illegal user test from ::ffff:192.0.2.7 port 33022 ssh2', 'failed', '192.0.2.7'],
    ['Failed rhosts-rsa for root from 192.0.2.7 port 1023', 'failed', '192.0.2.7'],
    ['Failed keyboard-interactive/pam for invalid user a b from 2001:db8::7 port 40022 ssh2', 'failed', '2001:db8::7'],
    ['Failed none for invalid user admin from fe80::1%eth0 port 40022 ssh2', 'failed', 'fe80::1'],
    ['Accepted publickey for carol from 192.0.2.7 port 40022 ssh2: RSA 4c:1b:9a:00', 'accepted', '192.0.2.7'],
    ['Illegal user guest from 192.0.2.7', 'illegal-user', '192.0.2.7'],
    ['input_userauth_request: illegal user guest', 'input-request-invalid-user', null],
    ['Disconnecting: Too many authentication failures for root [preauth]', 'disconnecting-unnamed', null],
    ['fatal: Timeout before authentication for 192.0.2.7', 'grace-time', '192.0.2.7'],
    ['fatal: Read from socket failed: Connection reset by peer [preauth]', 'read-reset', null],
    ['fatal: Write failed: Broken pipe', 'write-failed-otherwise', null],
    ['Connection reset by peer [preauth]', 'reset-unnamed', null],
    ['Connection reset by 192.0.2.7 [preauth]', 'reset-without-port', '192.0.2.7'],
    ['Connection to 192.0.2.7 timed out while waiting to read [preauth]', 'timed-out-without-port', '192.0.2.7'],
    ['fatal: no hostkey alg [preauth]', 'no-algorithm', null],
    ['fatal: no matching cipher found: client aes128-cbc server aes128-ctr [preauth]', 'no-matching', null],
    ['fatal: buffer_get_ret: trying to get more bytes 4 than in buffer 0 [preauth]', 'in-buffer', null],
    ['Could not reverse map address 192.0.2.7.', 'no-reverse', '192.0.2.7'],
    [
      'reverse mapping checking getaddrinfo for h.example.com failed - POSSIBLE BREAK-IN ATTEMPT!',
      'reverse-mapping-unnamed',
      null,
    ],
    ['rexec line 9: Deprecated option UsePrivilegeSeparation', 'rexec-line', null],
    ['reprocess config line 9: Deprecated option RSAAuthentication', 'reprocess-line', null],
    // 7.x to 9.7.
    [
      'userauth_pubkey: unsupported public key algorithm: Connection from user x 203.0.113.9 port 22: Broken pipe',
      'in-userauth',
      null,
    ],
    ['Accepted publickey for root from 192.0.2.7 port 40022 ssh2: ED25519 SHA256:x+/y', 'accepted', '192.0.2.7'],
    [
      'Accepted publickey for root from 192.0.2.7 port 40022 ssh2: ED25519-SK SHA256:x, signature count = 12',
      'accepted',
      '192.0.2.7',
    ],
    [
      'Accepted publickey for root from 192.0.2.7 port 40022 ssh2: ECDSA-SK-CERT SHA256:x ID me at work (serial 3) CA RSA SHA256:y, signature count = 12',
      'accepted',
      '192.0.2.7',
    ],
    [
      'Accepted hostbased for al from 192.0.2.7 port 40022 ssh2: RSA SHA256:x, client user "a: l", client host "h"',
      'accepted',
      '192.0.2.7',
    ],
    ['Received disconnect from 192.0.2.7 port 40022:11:  [preauth]', 'received-disconnect', '192.0.2.7'],
    [
      'error: Received disconnect from 192.0.2.7 port 40022:3: com.example.X: Auth fail [preauth]',
      'received-disconnect',
    ],
    ['fatal: ssh_packet_get_string: Connection from 192.0.2.7 port 40022: invalid format', 'ssh-packet-fatal'],
    ['error: kex_exchange_identification: banner line contains invalid characters', 'kex-identification', null],
    [
      'banner exchange: Connection from 2001:db8::7 port 40022: could not read protocol version',
      'banner',
      '2001:db8::7',
    ],
    ['error: beginning MaxStartups throttling', 'throttling', null],
    ['exited MaxStartups throttling after 1d02h, 34 connections dropped', 'throttling-ended', null],
    ['error: Connection from user alice 192.0.2.7 port 40022: refusing non-sftp session', 'connection-fatal'],
    // 9.8 and later.
    [
      'Timeout before authentication for connection from 2001:db8::7 to 2001:db8::1, pid = 4711 (early)',
      'grace-time-of-pid',
      '2001:db8::7',
    ],
    ['drop connection #0 from [2001:db8::7]:40022 on [2001:db8::1]:22 penalty: caused crash', 'drop', '2001:db8::7'],
    ['drop connection #3 from [192.0.2.7]:40022 on [192.0.2.1]:22 too many penalised addresses', 'drop'],
    ['drop connection #3 from [192.0.2.7]:40022 on [192.0.2.1]:22 Maxstartups', 'drop'],
    ['srclimit_penalise: ipv6: new 2001:db8::/64 deferred penalty of 1 seconds for caused crash', 'penalty', null],
    ['Maxstartups logging rate-limited: additional 7 connections dropped', 'startups-unlogged', null],
    [
      'administratively prohibited connection for invalid user x from 192.0.2.7 port 40022 [preauth]',
      'prohibited',
      null,
    ],
    [
      'error: Refusing certificate ID "x" serial=7 signed by RSA CA SHA256:y via /etc/ssh/ca: Certificate invalid: expired',
      'certificate-refused',
      null,
    ],
    ['Disconnecting 192.0.2.7 port 40022: strict KEX violation: unexpected packet type 2 [preauth]', 'disconnecting'],
    // Debian, Red Hat, FreeBSD, macOS.
    ['/run/sshd must be owned by root and not group or world-writable.', 'directory-owner', null],
    ['/etc/ssh/sshd_config line 3: Unsupported option GSSAPIAuthentication', 'configuration-line', null],
    ['/etc/ssh/sshd_config: line 3: Bad configuration option: X', 'configuration-line', null],
    ["WARNING: 'UsePAM no' is not supported in this build and may cause several problems.", 'usage', null],
    ['error: PAM: authentication error for illegal user x from 192.0.2.7 via 192.0.2.1', 'pam-error-via', '192.0.2.7'],
    ['fatal: Fssh_packet_write_wait: Connection from 192.0.2.7 port 40022: Broken pipe', 'freebsd-packet-fatal'],
    ['USER_PROCESS: 4711 ttys000', 'macos-process', null],
    ['in pam_sm_authenticate(): Failed to determine Kerberos principal name.', 'openpam', null],
    ['fatal: Access denied for user bob by PAM account configuration [preauth]', 'access-denied', null],
    ['error: audit_event: unhandled event 6', 'in-audit', null],
    // PAM.
    ['pam_sss(sshd:auth): received for user root: 7 (Authentication failure)', 'pam-other', null],
    ['pam_tally(sshd:auth): user root (0) tally 5, deny 3', 'pam-other', null],
    ['pam_krb5[4711]: authentication fails for "root"', 'pam-module', null],
    ['PAM unable to resolve symbol: pam_sm_acct_mgmt', 'pam-library', null],
    ['fatal: PAM: pam_setcred(): Failure setting user credentials', 'pam-of-sshd', null],
    [
      'error: PAM: User not known to the underlying authentication module for illegal user x from 192.0.2.7',
      'pam-error',
    ],
  ])('%s', (message, pattern, address = '192.0.2.7') => {
    const reading = readMessage(message, whole);
    expect(reading?.pattern).toBe(pattern);
    expect(reading?.address ?? null).toBe(address);
  });
});

describe('what is no message of sshd', () => {
  test.each([
    'Failed password for root from host.example.com port 40022 ssh2',
    'Failed password for root from 192.0.2.7 port 40022 ssh3',
    'Failed password for root',
    'Invalid user root from 192.0.2.7 port 40022 x',
    'invalid user root from 192.0.2.7 port 40022',
    'Connection closed by invalid user root 192.0.2.7',
    'Connection reset by host.example.com',
    'Connection from root 192.0.2.7 port 40022: Broken pipe',
    'Disconnected from user root 192.0.2.7 port 40022: x',
    'Accepted certificate of alice',
    'drop connection #1 from 192.0.2.7:40022 on 192.0.2.1:22 past MaxStartups',
    'Timeout before authentication',
    'PAM 2 more authentication failures; rhost=192.0.2.7',
    'Bad protocol version identification GET from 192.0.2.7',
    'Certificate',
    'mm_answer',
    'debug4: x',
    'type x seq 4',
    'kernel: Failed password for root from 192.0.2.7 port 40022 ssh2',
    'last message repeated 3 times',
    '',
  ])('%s', (message) => {
    expect(readMessage(message, whole)).toBeUndefined();
  });
});

describe('the place in its source that LogVerbose has sshd name', () => {
  const message = 'Failed password for root from 192.0.2.7 port 40022 ssh2';

  test.each([
    'auth.c:auth_log():343 (bin=sshd-session, pid=4711): ',
    'auth.c:auth_log():343 (bin=/usr/sbin/sshd, pid=4711): ',
    'auth2-pubkey.c:auth_log():343 (pid=4711): ',
    'error: auth.c:auth_log():343 (bin=sshd-session, pid=4711): ',
  ])('%s is taken off', (place) => {
    expect(readMessage(`${place}${message} [preauth]`, whole)).toEqual({
      ...readMessage(message, whole),
      preauth: true,
    });
  });

  test.each([
    'auth.c: ',
    'auth.c:auth_log():343: ',
    'x auth.c:auth_log():343 (pid=4711): ',
    'auth.c:auth_log():343 (x): ',
  ])('%s is none', (place) => {
    expect(readMessage(`${place}${message}`, whole)).toBeUndefined();
  });

  test('is taken off once', () => {
    const place = 'auth.c:auth_log():343 (pid=4711): ';
    expect(readMessage(`${place}${place}${message}`, whole)).toBeUndefined();
  });
});
