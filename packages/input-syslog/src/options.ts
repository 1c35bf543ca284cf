import { isTimeZone, parseDuration } from '@correlator/events';
import { framings, lineFormats } from '@correlator/syslog';
import * as z from 'zod';
import { isNetwork } from './admission.ts';
import { type Endpoint, isLocal, parseEndpoint } from './endpoint.ts';

const duration = z
  .union([z.string(), z.number()])
  .refine((written) => (parseDuration(written) ?? 0) > 0, "must be a duration longer than 0, such as '30s' or '1d'")
  .meta({ format: 'time-span' });

const path = z.string().min(1, 'empty; give the path of a file').meta({ format: 'path' });

const endpoint = z
  .string()
  .refine(
    (url) => parseEndpoint(url) !== undefined,
    'must be tcp://, tls:// or udp:// with an address and a port (tcp://127.0.0.1:601, udp://[::1]:514), or unix:// or unixgram:// with an absolute path of at most 107 bytes (unix:///run/log.sock)',
  );

const endpoints = z
  .union([endpoint, z.array(endpoint).min(1, 'give at least one endpoint')])
  .refine(
    (given) => typeof given === 'string' || new Set(given).size === given.length,
    'an endpoint is given twice; give each one once',
  );

const host = z
  .string()
  .regex(
    /^(?:\*|(?:\*\.)?[^\s*]+)$/,
    "must be the name of a host, '*' for any, or such as '*.example.org' for those of a domain",
  );

/** Returns whether a text names a sender. What consists of digits, dots and slashes was meant for an address. */
function namesSender(key: string): boolean {
  return isNetwork(key) || /^(?![\d.:/]*$)[^\s/:]+$/.test(key);
}

const hosts = z
  .record(z.string(), z.array(host).min(1, "give at least one host, or '*' for any"))
  .superRefine((given, check) => {
    for (const key of Object.keys(given).filter((name) => !namesSender(name))) {
      const message =
        "the sender must be an address, a network such as '192.0.2.0/24', or the name in a client's certificate";
      check.addIssue({ code: 'custom', path: [key], message });
    }
  });

const network = z.string().refine(isNetwork, "must be an address or a network, such as '192.0.2.0/24'");

/** Keys, certificates and what is asked of clients. */
const tls = z.strictObject({
  cert: path.describe('The certificate chain of the server, a PEM file'),
  key: path.describe('Its private key, a PEM file'),
  ca: path.optional().describe('Certificates of those who sign for clients, a PEM file'),
  clientCertificate: z
    .enum(['none', 'required'])
    .default('none')
    .describe('Whether clients must show a certificate that `ca` signed'),
  clientNames: z
    .array(z.string().min(1))
    .default([])
    .describe('Names, one of which must stand in the certificate of a client (DNS name or CN); none: any'),
});

/** The options one by one, without the rules that hold between them. */
const shape = z.strictObject({
  listen: endpoints
    .default(['tcp://127.0.0.1:5514', 'udp://127.0.0.1:5514'])
    .describe('Where to listen, a URL or a list: `tcp://`, `tls://`, `udp://`, `unix://`, `unixgram://`'),
  expose: z.boolean().default(false).describe('Allows addresses that other machines can reach'),
  allow: z.array(network).default([]).describe('Addresses and networks that may send; none: all'),
  hosts: hosts
    .optional()
    .describe(
      'Host names that each sender may speak for, by address, network or name of its certificate; without it, any',
    ),
  tls: tls.optional().describe('Certificates for `tls://`: `cert`, `key`, `ca`, `clientCertificate`, `clientNames`'),
  format: z.enum(lineFormats).default('auto').describe('How entries are written; `auto` looks at each one'),
  zone: z
    .string()
    .refine(isTimeZone, "unknown time zone; write an IANA name such as 'Europe/Vienna'")
    .optional()
    .meta({ format: 'time-zone' })
    .describe('IANA time zone of times that do not name one'),
  framing: z
    .enum(framings)
    .default('auto')
    .describe('How entries are told apart in a stream; `auto` looks at how each connection begins'),
  maxMessageBytes: z.int().min(480).max(16_777_216).default(65_536).describe('The longest entry, in bytes'),
  maxConnections: z.int().min(1).max(100_000).default(1_000).describe('Connections at a time'),
  maxConnectionsPerSender: z.int().min(1).max(100_000).default(100).describe('Of these, from one address'),
  idleTimeout: duration.default('1d').describe('A connection that sent nothing for so long is closed'),
  messageTimeout: duration.default('1m').describe('An entry that is begun must be complete after so long'),
  handshakeTimeout: duration.default('30s').describe('A TLS handshake must be complete after so long'),
  maxPendingBytes: z
    .int()
    .min(1_048_576)
    .max(4_294_967_296)
    .default(67_108_864)
    .describe('What is kept of streams until it is processed; beyond, senders have to wait'),
  maxDatagramBytes: z
    .int()
    .min(1_048_576)
    .max(4_294_967_296)
    .default(67_108_864)
    .describe('What is kept of datagrams until it is processed; beyond, they are dropped'),
  receiveBufferBytes: z
    .int()
    .min(4_096)
    .max(1_073_741_824)
    .default(8_388_608)
    .describe('What the kernel is asked to keep of datagrams; it gives no more than net.core.rmem_max'),
  socketMode: z
    .string()
    .regex(/^0?[0-7]{3}$/, "must be three octal digits, such as '660'")
    .default('660')
    .describe('Permissions of Unix sockets'),
  perl: z.string().min(1).default('perl').describe('The command perl, which `unixgram://` needs'),
});

/** Checks and completes `SyslogInputOptions`. */
export const syslogOptions = shape
  .refine(({ expose, listen }) => expose || endpointsOf(listen).every(isLocal), {
    path: ['listen'],
    error: 'other machines can reach this; set `expose: true` if they shall, and `allow` to say which',
  })
  .refine(({ tls: given, listen }) => given !== undefined || endpointsOf(listen).every(isPlain), {
    path: ['tls'],
    error: 'a tls:// endpoint needs `tls: { cert: …, key: … }`',
  })
  .refine(({ tls: given }) => given?.clientCertificate !== 'required' || given.ca !== undefined, {
    path: ['tls', 'ca'],
    error: '`clientCertificate: required` needs `ca`, the certificates of those who sign for clients',
  })
  .refine(({ tls: given }) => given?.clientNames.length === 0 || given?.clientCertificate !== 'none', {
    path: ['tls', 'clientNames'],
    error: 'names are asked of no certificate; set `clientCertificate: required`, too',
  })
  .superRefine(({ hosts: given = {}, tls: asked }, check) => {
    if (asked?.clientCertificate === 'required') return;
    for (const key of Object.keys(given).filter((name) => !isNetwork(name))) {
      const message = `'${key}' is the name of a certificate, and nobody is asked for one; set \`tls.clientCertificate: required\`, or give an address or a network`;
      check.addIssue({ code: 'custom', path: ['hosts', key], message });
    }
  });

/** Returns the endpoints that the option `listen` names. */
export function endpointsOf(listen: string | readonly string[]): readonly Endpoint[] {
  return [listen].flat().flatMap((url) => parseEndpoint(url) ?? []);
}

const isPlain = ({ transport }: Endpoint) => transport !== 'tls';

/** Options of `SyslogInput`. */
export type SyslogInputOptions = z.input<typeof syslogOptions>;

/** `SyslogInputOptions` with their defaults. */
export type SyslogInputSettings = z.output<typeof syslogOptions>;
