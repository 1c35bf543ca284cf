import type { Reading, TextPart, Trace } from '@correlator/core';
import { createPatternTracer } from '@correlator/core/explain';
import type { SshReading } from './message.ts';
import { bareText, messagePatterns, readMessage } from './read-message.ts';

/** The reading of a message that no pattern knows. It has the same fields, so that whoever looks for one finds it. */
const unknown: Readonly<Record<keyof SshReading, null | string>> = {
  kind: 'unknown',
  pattern: null,
  user: null,
  invalidUser: null,
  address: null,
  claimed: null,
  port: null,
  method: null,
  key: null,
  certificate: null,
  serial: null,
  outcome: null,
  count: null,
  pamModule: null,
  preauth: null,
};

/** What is known of a message besides its text. */
export interface Known {
  /** Messages of fewer bytes are whole. */
  readonly truncation: number;
  /** Whether sshd may have written it; if not, no address in it is sure. */
  readonly believed: boolean;
}

/** Returns what a message says, as plain values; of kind `unknown` if no pattern knows it. */
export function explainMessage(message: string, { truncation, believed }: Known): Reading {
  const reading = readMessage(message, truncation) ?? unknown;
  return believed ? { ...reading } : { ...reading, address: null, claimed: reading.address ?? reading.claimed };
}

const tracer = createPatternTracer(
  messagePatterns.map(({ id, pattern, groups: { invalid: _, ...groups } }) => ({ id, pattern, groups })),
);

/** Returns how a message is read: the pattern that matches, where its parts stand, and which patterns come near. */
export function traceMessage(message: string, { truncation, believed }: Known): Trace {
  const text = bareText(message);
  const trace = tracer.trace(text, message.indexOf(text));
  const sure = believed && readMessage(message, truncation)?.address !== null;
  return sure ? trace : { ...trace, parts: trace.parts.map(asClaimed) };
}

/** Names an address that is not sure as only claimed. */
function asClaimed(part: TextPart): TextPart {
  return part.name === 'address' ? { ...part, name: 'claimed' } : part;
}
