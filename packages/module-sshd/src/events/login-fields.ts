import { assertedAddress, nullable, port, text } from '@correlator/events';

/** What events say of a login. */
export const loginFields = {
  host: text('Host'),
  user: text('User'),
  address: nullable(assertedAddress('Source address')),
  port: nullable(port('Source port')),
  method: text('Method'),
};
