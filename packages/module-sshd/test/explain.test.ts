import { createRecord } from '@correlator/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messagePatterns, readMessage, SshdSessions, sshdOptions } from '../src/index.ts';

const module = new SshdSessions(sshdOptions.parse({}));
const recordOf = (message: string) => createRecord({ program: 'sshd', message });
const explain = (message: string) => module.explain(recordOf(message));
const trace = (message: string) => module.trace(recordOf(message));

/** The parts of a message, `user root`. */
const partsOf = (message: string) =>
  trace(message).parts.map(({ name, start, end }) => `${name} ${message.slice(start, end)}`);

describe('what is explained', () => {
  test('is what is read', () => {
    const message = 'Failed password for alice from 192.0.2.7 port 40022 ssh2';
    expect(explain(message)).toEqual(readMessage(message));
    expect(explain(message)).toMatchObject({ kind: 'failed_password', address: '192.0.2.7', claimed: null });
  });

  test('is what is read where messages are known to be whole', () => {
    const message = 'Failed password for invalid user admin from 192.0.2.7 port 40022 ssh2';
    expect(explain(message)).toMatchObject({ address: null, claimed: '192.0.2.7' });
    const told = new SshdSessions(sshdOptions.parse({ truncation: 400 }));
    expect(told.explain(recordOf(message))).toMatchObject({ address: '192.0.2.7', claimed: null });
  });

  test('of a message that no pattern knows has the same fields, and the kind unknown', () => {
    const { kind, ...fields } = explain('something new');
    expect(kind).toBe('unknown');
    expect(Object.keys(fields).sort()).toEqual(
      Object.keys({ ...readMessage('Failed none for x from 192.0.2.7 port 1 ssh2'), kind: undefined })
        .filter((name) => name !== 'kind')
        .sort(),
    );
    expect(new Set(Object.values(fields))).toEqual(new Set([null]));
  });

  test('has an address that is not sure under claimed', () => {
    const message = 'User bob from host.example.com not allowed because not listed in AllowUsers';
    expect(explain(message)).toMatchObject({ kind: 'not_allowed', address: null, claimed: 'host.example.com' });
    expect(partsOf(message)).toEqual(['user bob', 'claimed host.example.com']);
  });
});

describe('how it was read', () => {
  test.each(messagePatterns.map(({ id, sample }) => [id, sample] as const))(
    '%s is found in its sample',
    (id, sample) => {
      expect(trace(sample).matched?.id).toBe(id);
      expect(trace(`${sample} [preauth]`).matched?.id).toBe(readMessage(`${sample} [preauth]`)?.pattern);
    },
  );

  test('is told of the message as it stands, with level and suffix', () => {
    const message = 'error: maximum authentication attempts exceeded for root from 192.0.2.7 port 22 ssh2 [preauth]';
    expect(partsOf(message)).toEqual(['user root', 'address 192.0.2.7', 'port 22']);
    expect(trace(message).end).toBe(message.indexOf(' [preauth]'));
  });

  test('is told of the message as it stands, with the place that LogVerbose names', () => {
    const place = 'error: auth.c:auth_log():343 (bin=sshd-session, pid=4711): ';
    const message = `${place}Failed password for root from 192.0.2.7 port 22 ssh2`;
    expect(partsOf(message)).toEqual(['method password', 'user root', 'address 192.0.2.7', 'port 22']);
  });

  test.each([
    ['Failed password for root form 192.0.2.7 port 22', ['failed', 'failed-with-colon', 'failed-cut']],
    ['Connection from 192.0.2.7 port 22 on', ['ip-options', 'timed-out', 'connection-from']],
    ['error: Invalid user root', ['invalid-user', 'invalid-user-cut', 'key-options-invalid']],
    ['who knows', []],
  ])('%s came near to %j', (message, ids) => {
    const { matched, others } = trace(message);
    expect(matched).toBeUndefined();
    expect(others.map(({ id }) => id)).toEqual(ids);
  });

  test('is by the pattern that reads it, whatever a client writes', () => {
    const words = fc.constantFrom(
      'Failed',
      'password',
      'for',
      'from',
      '192.0.2.7',
      'port',
      '22',
      'ssh2',
      'invalid user',
      ':',
      'x',
      '[preauth]',
      'fatal:',
      'Connection closed by',
    );
    const message = fc.oneof(
      fc.array(words, { maxLength: 14 }).map((all) => all.join(' ')),
      fc
        .array(words, { maxLength: 6 })
        .map((all) => `Failed password for ${all.join(' ')} from 192.0.2.7 port 22 ssh2`),
    );
    fc.assert(
      fc.property(message, (text) => {
        expect(trace(text).matched?.id).toBe(readMessage(text)?.pattern);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['Failed password for ', 'Connection closed by invalid user ', 'Invalid user ', 'Starting session: '])(
    '%s… takes time in proportion to its length',
    (start) => {
      const hostile = (length: number) => `${start}${'a from 1 port 1 : '.repeat(length / 18)}`;
      const timeOf = (length: number) => {
        const message = hostile(length);
        trace(message);
        const before = performance.now();
        trace(message);
        return performance.now() - before;
      };
      // Sixteen times the text; a square would be 256 times the time.
      expect(timeOf(320_000)).toBeLessThan(100 * Math.max(1, timeOf(20_000)));
    },
  );
});
