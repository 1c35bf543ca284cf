/** Modules as their authors might have written them, each with something that does not fit. */
const text = (type) => ({ type, severity: 'info', fields: {} });
const options = { '~standard': { version: 1, vendor: 'by hand', validate: (value) => ({ value }) } };
const runtime = { protocol: 1, collections: new Map(), timers: [], host: undefined };
const part = (consumes, dispatches) => ({ part: '', consumes, dispatches, runtime, processEvent() {} });
const module = (name, create, more = {}) => ({
  use: { kind: 'module', name, api: 1, summary: name, options, events: [], create, ...more },
});

export const config = {
  inputs: { auth: { use: 'file', paths: ['auth.log'] } },
  modules: {
    ping: module('ping', () => part([text('pong.sent')], [text('ping.sent')])),
    pong: module('pong', () => part([text('ping.sent'), text('gone.away')], [text('pong.sent')])),
    old: module('old', () => part([], []), { api: 0 }),
    broken: module('broken', () => {
      throw new Error('no luck');
    }),
    engine: { use: 'sshd' },
    csv: { use: '@correlator/listeners' },
  },
};
