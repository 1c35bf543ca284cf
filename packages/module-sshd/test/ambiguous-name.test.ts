import { expect, it } from 'vitest';
import { readMessage } from '../src/index.ts';

it('claims, and does not assert, an address behind what may be the end of a message', () => {
  const message = 'Failed password for root from 198.51.100.1 port 5 ssh2: foo bar baz from 203.0.113.9 port 22 ssh2';
  expect(readMessage(message)).toMatchObject({ kind: 'failed_password', address: null, claimed: '203.0.113.9' });
});
