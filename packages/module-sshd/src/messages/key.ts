/** Keys: by which key or certificate a client authenticates. */

import { copyText } from '@correlator/events';

/** A key as sshd names it. */
export interface KeyUsed {
  /** Type and fingerprint, `ED25519 SHA256:…`; of certificates before 7.8 the type alone. */
  readonly key: string | null;
  /** The id of a certificate, as whoever signed it wrote it. */
  readonly certificate: string | null;
  /** The serial number of a certificate: 64 bits, so no number. */
  readonly serial: string | null;
}

/** No key. */
export const noKey: KeyUsed = { key: null, certificate: null, serial: null };

/** A certificate: auth.c, format_method_key. The id is free text, and what sshd wrote last stands last. */
const certified =
  /^([\w-]{1,40}(?: [^ :]{1,20}:\S{1,200})?) ID (.*) \(serial (\d{1,20})\)(?: CA [\w-]{1,40} \S{1,200})?(?:, signature count = \d{1,10})?$/;

/** A key: type and fingerprint, behind which the client's host and the count of a token's signatures may stand. */
const plain = /^[\w-]{1,40} [^\s,]{1,200}/;

/** Methods with keys. Agents offer keys by themselves. */
export const keyMethods = /^(?:publickey|hostbased)(?:\/|$)/;

/**
 * Returns the key in what stands behind `ssh2: ` in a line about a method.
 *
 * @example
 * keyOf('publickey', 'ED25519 SHA256:abc').key; // 'ED25519 SHA256:abc'
 * keyOf('publickey', 'RSA-CERT SHA256:abc ID alice (serial 7) CA RSA SHA256:def').certificate; // 'alice'
 * keyOf('gssapi-with-mic', 'alice@EXAMPLE.ORG').key; // null
 */
export function keyOf(method: string | null, extra: string | null): KeyUsed {
  if (method === null || extra === null || !keyMethods.test(method)) return noKey;
  const [, key, certificate, serial] = certified.exec(extra) ?? [];
  if (key !== undefined && certificate !== undefined && serial !== undefined)
    return { key: copyText(key), certificate: copyText(certificate), serial: copyText(serial) };
  const [written] = plain.exec(extra) ?? [];
  return written === undefined ? noKey : { ...noKey, key: copyText(written) };
}
