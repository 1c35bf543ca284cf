import { describe, expect, test } from 'vitest';
import { readMessage } from '../src/index.ts';
import { recordsOf, replay } from './support.ts';

const fingerprint = 'SHA256:3wqW8hOe5tF0aXkVx1mQ2bnR7yLzJcUdGpTsIvEo9Kg';
const signer = 'CA ED25519 SHA256:Zk0aPq1sLx2dMv3fNb4gHc5jRt6kWy7lUe8oIz9pQwE';
const accepted = (method: string, extra: string) =>
  readMessage(`Accepted ${method} for deploy from 192.0.2.7 port 40022 ssh2${extra}`);

describe('the key of a login', () => {
  const none = { key: null, certificate: null, serial: null };

  test.each([
    ['publickey', `: ED25519 ${fingerprint}`, { ...none, key: `ED25519 ${fingerprint}` }],
    [
      'publickey',
      ': RSA 3a:1b:9c:00:ff:12:34:56:78:9a:bc:de:f0:11:22:33',
      { ...none, key: 'RSA 3a:1b:9c:00:ff:12:34:56:78:9a:bc:de:f0:11:22:33' },
    ],
    ['publickey', `: ED25519-SK ${fingerprint}, signature count = 12`, { ...none, key: `ED25519-SK ${fingerprint}` }],
    [
      'hostbased',
      `: RSA ${fingerprint}, client user "deploy", client host "build"`,
      { ...none, key: `RSA ${fingerprint}` },
    ],
    [
      'publickey',
      `: ED25519-CERT ${fingerprint} ID mia@build (serial 18446744073709551615) ${signer}`,
      { key: `ED25519-CERT ${fingerprint}`, certificate: 'mia@build', serial: '18446744073709551615' },
    ],
    [
      'publickey',
      `: RSA-CERT ID mia of build (serial 0) ${signer}`,
      { key: 'RSA-CERT', certificate: 'mia of build', serial: '0' },
    ],
    ['publickey', `: RSA-CERT ID ID x (serial 3) ${signer}`, { key: 'RSA-CERT', certificate: 'ID x', serial: '3' }],
    [
      'publickey',
      `: RSA-CERT ${fingerprint} ID x (serial 1) CA RSA SHA256:a (serial 2) ${signer}`,
      { key: `RSA-CERT ${fingerprint}`, certificate: 'x (serial 1) CA RSA SHA256:a', serial: '2' },
    ],
    ['password', '', none],
    ['gssapi-with-mic', ': deploy@EXAMPLE.ORG', none],
    ['publickey', '', none],
  ])('by %s is read: %s', (method, extra, expected) => {
    expect(accepted(method, extra)).toMatchObject({ kind: 'accepted', user: 'deploy', ...expected });
  });

  test('stands in the rows of the login and of the end of its session', async () => {
    const lines = [
      `Nov 24 10:00:00 web01 sshd[700]: Accepted publickey for deploy from 192.0.2.7 port 40022 ssh2: ED25519-CERT ${fingerprint} ID mia (serial 7) ${signer}`,
      'Nov 24 10:05:00 web01 sshd[700]: pam_unix(sshd:session): session closed for user deploy',
    ];
    const { events } = await replay(recordsOf(lines));
    const rows = events.filter(({ type }) => type === 'sshd.login-succeeded' || type === 'sshd.session-ended');
    expect(rows.map(({ type, data }) => [type, data])).toMatchObject([
      ['sshd.login-succeeded', { key: `ED25519-CERT ${fingerprint}`, certificate: 'mia', serial: '7' }],
      [
        'sshd.session-ended',
        { key: `ED25519-CERT ${fingerprint}`, certificate: 'mia', serial: '7', duration: 300_000 },
      ],
    ]);
  });
});
