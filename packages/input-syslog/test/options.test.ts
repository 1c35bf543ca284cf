import { describeOptions, optionNames, parseOptions } from '@correlator/core';
import { describe, expect, test } from 'vitest';
import { createAllowList, plainAddress } from '../src/admission.ts';
import { isLocal, parseEndpoint } from '../src/endpoint.ts';
import { createSyslogInput, manifest, manifests, syslogManifest, syslogOptions } from '../src/index.ts';

const tls = { cert: 'c', key: 'k' };

describe('options', () => {
  test.each([
    [{ listen: 'tcp://127.0.0.1' }, 'inputs.syslog.listen: must be tcp://'],
    [{ listen: 'http://127.0.0.1:80' }, 'inputs.syslog.listen: must be tcp://'],
    [{ listen: ['udp://127.0.0.1:70000'] }, 'inputs.syslog.listen'],
    [{ listen: [] }, 'give at least one endpoint'],
    [{ listen: ['udp://[::1]:514', 'udp://[::1]:514'] }, 'given twice'],
    [{ listen: `unix:///${'x'.repeat(120)}` }, 'at most 107 bytes'],
    [{ listen: 'udp://0.0.0.0:514' }, 'inputs.syslog.listen: other machines can reach this; set `expose: true`'],
    [{ listen: 'tls://127.0.0.1:6514' }, 'inputs.syslog.tls: a tls:// endpoint needs'],
    [
      { tls: { ...tls, clientCertificate: 'required' } },
      'inputs.syslog.tls.ca: `clientCertificate: required` needs `ca`',
    ],
    [{ tls: { ...tls, clientNames: ['a'] } }, 'inputs.syslog.tls.clientNames: '],
    [{ tls: { ...tls, certificate: 'x' } }, 'inputs.syslog.tls.certificate: unknown option'],
    [{ allow: ['192.0.2.0/33'] }, 'inputs.syslog.allow.0: must be an address or a network'],
    [{ hosts: { '192.0.2.0/33': ['web01'] } }, 'inputs.syslog.hosts.192.0.2.0/33: '],
    [{ hosts: { '192.0.2': ['web01'] } }, "must be an address, a network such as '192.0.2.0/24', or the name"],
    [{ hosts: { '192.0.2.1': [] } }, "inputs.syslog.hosts.192.0.2.1: give at least one host, or '*' for any"],
    [{ hosts: { '192.0.2.1': ['web*'] } }, "inputs.syslog.hosts.192.0.2.1.0: must be the name of a host, '*' for any"],
    [
      { hosts: { 'web01.example': ['web01'] } },
      "'web01.example' is the name of a certificate, and nobody is asked for one",
    ],
    [{ zone: 'Mars/Olympus' }, 'unknown time zone'],
    [{ idleTimeout: 'often' }, 'inputs.syslog.idleTimeout: must be a duration longer than 0'],
    [{ framming: 'nul' }, "inputs.syslog.framming: unknown option; did you mean 'framing'?"],
    [{ maxMessageBytes: 10 }, 'inputs.syslog.maxMessageBytes'],
    [{ socketMode: 'rw' }, 'three octal digits'],
  ])('that are wrong are named: %j', (options, problem) => {
    expect(() => createSyslogInput(options as never)).toThrow(problem);
  });

  test.each([
    [{}, ['any program', 'over UDP']],
    [{ listen: 'tcp://127.0.0.1:601' }, ['any program']],
    [{ listen: 'unixgram:///dev/log' }, ['any program', 'Unix sockets']],
    [{ listen: 'tcp://0.0.0.0:601', expose: true }, ['any program', 'any host']],
    [{ listen: 'tcp://0.0.0.0:601', expose: true, hosts: { '192.0.2.1': ['*'] } }, ['any program']],
  ])('are remarks of check: %j', (options, told) => {
    const remarks = manifest.remarks?.(parseOptions(manifest.options, options, 'syslog')) ?? [];
    expect(remarks).toEqual(told.map((words) => expect.stringContaining(words)));
  });

  test('make the input that the manifest describes', () => {
    expect(manifests).toEqual([manifest]);
    expect(manifest).toBe(syslogManifest);
    const settings = parseOptions(manifest.options, {}, 'syslog');
    expect(manifest.create(settings, { name: 'mine' })).toMatchObject({ name: 'mine', live: true });
    expect(optionNames(manifest.options)).toEqual(
      Object.keys(settings)
        .concat('hosts', 'tls', 'zone')
        .sort((a, b) => order(a) - order(b)),
    );
    expect(describeOptions(manifest.options)?.every(({ description }) => description !== undefined)).toBe(true);
  });
});

const names = optionNames(syslogOptions);
const order = (name: string) => names.indexOf(name);

describe('an endpoint', () => {
  test.each([
    ['tcp://192.0.2.1:601', { transport: 'tcp', host: '192.0.2.1', port: 601 }, false],
    ['tls://[::]:6514', { transport: 'tls', host: '::', port: 6514 }, false],
    ['udp://localhost:514', { transport: 'udp', host: '127.0.0.1', port: 514 }, true],
    ['UDP://[::1]:0', { transport: 'udp', host: '::1', port: 0 }, true],
    ['unix:///run/log.sock', { transport: 'unix', path: '/run/log.sock' }, true],
    ['unixgram:///dev/log', { transport: 'unixgram', path: '/dev/log' }, true],
  ])('%s is read', (url, parts, local) => {
    const endpoint = parseEndpoint(url);
    expect(endpoint).toMatchObject(parts);
    expect(endpoint !== undefined && isLocal(endpoint)).toBe(local);
  });

  test.each([
    '',
    'tcp://host.example:1',
    'tcp://::1:1',
    'tcp://[192.0.2.1]:1',
    'unix://a',
    'unix:///a/',
    'udp://1.2.3:4',
    'tcp://127.0.0.1:1/x',
  ])('%j is none', (url) => {
    expect(parseEndpoint(url)).toBeUndefined();
  });
});

describe('senders', () => {
  test('are known by their plain addresses', () => {
    expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  });

  test('may send where a network has them', () => {
    const allows = createAllowList(['192.0.2.0/24', '2001:db8::/32', '198.51.100.7']);
    expect(['192.0.2.9', '2001:db8::5', '198.51.100.7'].every(allows)).toBe(true);
    expect(['192.0.3.9', '2001:db9::5', '198.51.100.8', '', 'web01'].some(allows)).toBe(false);
    expect(createAllowList([])('anybody')).toBe(true);
  });
});
