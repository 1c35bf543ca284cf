import { AuditEvent, choice, duration, ErrorEvent, integer, nullable, text, WarningEvent } from '@correlator/events';

const use = {
  host: text('Host'),
  user: text('User'),
  target: nullable(text('As whom')),
  terminal: nullable(text('Terminal')),
  directory: nullable(text('In which folder')),
  command: nullable(text('Command')),
};

/** A user ran a command as somebody else. */
export class SudoCommandRun extends AuditEvent.withFields({
  type: 'sudo.command-run',
  fields: use,
  summary: '{{ user }} ran {{ command }} as {{ target }} on {{ host }}',
}) {}

/** sudo refused to run a command. */
export class SudoRefused extends WarningEvent.withFields({
  type: 'sudo.refused',
  fields: { ...use, refusal: text('Why'), attempts: integer('Wrong passwords') },
  summary: '{{ user }} was refused {{ command }} as {{ target }} on {{ host }}: {{ refusal }}',
}) {}

/** A user was refused too often within the window. Once per excess. */
export class SudoRefusalsExceeded extends ErrorEvent.withFields({
  type: 'sudo.refusals-exceeded',
  fields: { host: text('Host'), user: text('User'), refusals: integer('Refusals'), window: duration('Time window') },
  summary: '{{ user }} was refused {{ refusals }} times within {{ window }} on {{ host }}',
}) {}

/** A command was run that is worth a look. */
export class SudoUnusualUse extends WarningEvent.withFields({
  type: 'sudo.unusual-use',
  fields: { ...use, why: choice('Why', ['first use', 'new target', 'shell', 'unclear']) },
  summary: '{{ user }} ran {{ command }} as {{ target }} on {{ host }}: {{ why }}',
}) {}

/** sudo said what no pattern knows: at the 1st, 10th, 100th … time on a host. */
export class SudoUnknownMessage extends WarningEvent.withFields({
  type: 'sudo.unknown-message',
  fields: { host: text('Host'), template: text('What it said, without what differs'), count: integer('How often') },
  summary: 'sudo on {{ host }} said what is not known, {{ count }} times so far: {{ template }}',
}) {}

/** The running totals. */
export class SudoStatistics extends AuditEvent.withFields({
  type: 'sudo.statistics',
  fields: {
    commands: integer('Commands run'),
    refused: integer('Commands refused'),
    unusual: integer('Uses worth a look'),
    unknownMessages: integer('Messages that no pattern knows'),
  },
  summary: '{{ commands }} commands run, {{ refused }} refused, {{ unusual }} unusual',
}) {}
