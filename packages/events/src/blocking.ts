import { assertedAddress, boolean, choice, duration, integer, nullable, text, time } from './fields.ts';
import { NoticeEvent, WarningEvent } from './standard-events.ts';

/** A listener blocked a source. Modules may consume it, whichever listener it is that blocks. */
export class AddressBlocked extends WarningEvent.withFields({
  type: 'address.blocked',
  fields: {
    address: assertedAddress('Source address'),
    network: text('What is blocked: the address, or its network'),
    until: time('Until'),
    duration: duration('For how long'),
    offence: integer('How many times in a row'),
    causeType: text('Type of the event that it is blocked for'),
    causeSystem: text('Who dispatched that event'),
    causeId: text('Id of that event'),
    dryRun: boolean('Only said, not done'),
  },
  summary: '{{ network }} is blocked for {{ duration }}{% if dryRun == true %} (dry run){% endif %}: {{ causeType }}',
}) {}

/** A source is blocked no more. */
export class AddressUnblocked extends NoticeEvent.withFields({
  type: 'address.unblocked',
  fields: {
    address: nullable(assertedAddress('Source address')),
    network: text('What was blocked'),
    since: time('Since'),
    reason: choice('Why no more', ['ended', 'by hand', 'allowed']),
    causeType: text('Type of the event that it was blocked for'),
    causeSystem: text('Who dispatched that event'),
    dryRun: boolean('Only said, not done'),
  },
  summary: '{{ network }} is blocked no more: {{ reason }}{% if dryRun == true %} (dry run){% endif %}',
}) {}

/** The classes by which listeners tell of blocking: a module may consume them whether or not anybody blocks. */
export const blockingEvents = [AddressBlocked, AddressUnblocked] as const;
