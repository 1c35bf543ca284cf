import {
  assertedAddress,
  boolean,
  CorrelatorError,
  choice,
  duration,
  ErrorEvent,
  integer,
  type LogRecord,
  nullable,
  number,
  port,
  text,
  time,
} from '../src/index.ts';

export class TriesExceeded extends ErrorEvent.withFields({
  type: 'door.tries-exceeded',
  version: 2,
  fields: {
    address: assertedAddress('Source address'),
    failures: integer('Failed attempts'),
    window: duration('Time window'),
  },
  summary: '{{ address }} failed {{ failures }} times within {{ window }}',
}) {}

/** A field of every kind but the two addresses' twin, some of them nullable. */
export const everyKind = {
  user: text('User'),
  tries: integer('Tries'),
  ratio: number('Ratio'),
  open: boolean('Open'),
  since: time('Since'),
  lasted: nullable(duration('Lasted')),
  port: port('Port'),
  address: nullable(assertedAddress('Address')),
  method: choice('Method', ['key', 'code']),
};

export const record: LogRecord = {
  time: Date.parse('2026-03-01T06:00:00Z'),
  host: 'gate',
  program: 'doord',
  pid: '17',
  facility: 4,
  severity: 3,
  msgid: '',
  structuredData: undefined,
  message: 'wrong code',
  repeat: 1,
  raw: 'Mar  1 06:00:00 gate doord[17]: wrong code',
  source: { input: 'auth', identity: 'f00d-1' },
  offset: 0,
  late: false,
  retimed: false,
};

/** The error that `act` throws. */
export function errorOf(act: () => unknown): CorrelatorError {
  try {
    act();
  } catch (error) {
    if (error instanceof CorrelatorError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
