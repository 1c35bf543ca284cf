import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoticeEvent, WarningEvent } from '@correlator/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogbackListener } from '../src/index.ts';
import { escapeJsonControls, makeControlsVisible } from '../src/text/control-characters.ts';
import { exceeded, failed, record, temporaryFolder, tenOClock } from './samples.ts';

const by = (id: string) => ({ id, system: 'sshd', time: tenOClock });
const hostile = 'root\x1b]0;owned\x07\x9b2J\x7f\u202e\u2028\nNov 23 forged';

async function logged(
  format: 'auto' | 'pretty' | 'json',
  ...events: Parameters<LogbackListener['handle']>[0][]
): Promise<string> {
  const destination = join(temporaryFolder(), 'logs', 'events.log');
  const listener = new LogbackListener({ destination, format });
  await listener.start();
  listener.handleBatch(events);
  listener.stop();
  return readFileSync(destination, 'utf8');
}

const gravest = [
  exceeded('a'),
  new WarningEvent('Clock is ahead', {}, by('b')),
  new NoticeEvent('Login', { user: 'eve' }, { ...by('c'), record: record('Accepted password for eve') }),
  failed('d', 'eve'),
];

describe('events in the log', () => {
  it('are JSON objects, one a line, away from terminals', async () => {
    const common = '"time":"2026-11-23T10:00:00.000Z","system":"sshd"';
    expect(await logged('auto', ...gravest)).toBe(
      [
        `{"level":"error",${common},"type":"sshd.login-tries-exceeded","id":"a","data":{"address":"192.0.2.7","failures":5,"window":300000},"msg":"192.0.2.7 failed 5 logins within 5m"}`,
        `{"level":"warning",${common},"type":"warning","id":"b","msg":"Clock is ahead"}`,
        `{"level":"notice",${common},"type":"notice","id":"c","data":{"user":"eve"},"record":{"host":"gate","program":"sshd","pid":"42","message":"Accepted password for eve"},"msg":"Login"}`,
        `{"level":"info",${common},"type":"sshd.login-failed","id":"d","data":{"user":"eve","at":1795428000000,"score":-1.5},"msg":"eve could not log in"}`,
        '',
      ].join('\n'),
    );
  });

  it('are a line for people each, without colours in a file', async () => {
    expect(await logged('pretty', ...gravest)).toBe(
      [
        '[2026-11-23T10:00:00.000Z] ERROR: sshd: 192.0.2.7 failed 5 logins within 5m {"type":"sshd.login-tries-exceeded","id":"a","data":{"address":"192.0.2.7","failures":5,"window":300000}}',
        '[2026-11-23T10:00:00.000Z] WARNING: sshd: Clock is ahead {"type":"warning","id":"b"}',
        '[2026-11-23T10:00:00.000Z] NOTICE: sshd: Login {"type":"notice","id":"c","data":{"user":"eve"},"record":{"host":"gate","program":"sshd","pid":"42","message":"Accepted password for eve"}}',
        '[2026-11-23T10:00:00.000Z] INFO: sshd: eve could not log in {"type":"sshd.login-failed","id":"d","data":{"user":"eve","at":1795428000000,"score":-1.5}}',
        '',
      ].join('\n'),
    );
  });
});

describe('control characters out of a log', () => {
  const event = new NoticeEvent(hostile, { [hostile]: [hostile] }, { ...by('a'), record: record(hostile) });
  const unsafe = /(?!\n$)[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

  it('are seen, not obeyed, in lines for people', async () => {
    const line = await logged('pretty', event);
    expect(line).not.toMatch(unsafe);
    expect(line.split('root\\x1b]0;owned\\x07\\x9b2J\\x7f\\u202e\\u2028\\nNov 23 forged')).toHaveLength(5);
  });

  it('are escapes in JSON, which mean the same', async () => {
    const line = await logged('json', event);
    expect(line).not.toMatch(unsafe);
    expect(JSON.parse(line)).toMatchObject({
      msg: hostile,
      data: { [hostile]: [hostile] },
      record: { message: hostile },
    });
  });

  const strings = fc.string({ unit: 'binary' });

  it('never change what JSON means', () => {
    fc.assert(
      fc.property(strings, (value) => {
        expect(JSON.parse(escapeJsonControls(JSON.stringify(value)))).toBe(value);
      }),
    );
  });

  it('are all made visible, and nothing else is touched', () => {
    fc.assert(
      fc.property(strings, (value) => {
        const shown: string = JSON.parse(makeControlsVisible(JSON.stringify(value)));
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u);
        if (!/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(value)) expect(shown).toBe(value);
      }),
    );
  });
});

describe('the destination', () => {
  it('that is a file is appended to', async () => {
    const destination = join(temporaryFolder(), 'events.log');
    writeFileSync(destination, 'before\n');
    const listener = new LogbackListener({ destination, format: 'json' });
    await listener.start();
    listener.handle(failed('a', 'eve'));
    listener.stop();
    expect(readFileSync(destination, 'utf8')).toMatch(/^before\n\{.*\}\n$/);
  });

  it('that cannot be opened is refused at the start, with the fix', async () => {
    const listener = new LogbackListener({ destination: temporaryFolder() });
    await expect(listener.start()).rejects.toMatchObject({
      code: 'LOG_DESTINATION_UNWRITABLE',
      message: expect.stringContaining("give option 'destination' a file"),
    });
  });

  const program = `
    import { NoticeEvent } from '@correlator/events';
    import { LogbackListener } from '@correlator/listeners';
    const listener = new LogbackListener();
    await listener.start();
    const line = 'x'.repeat(1000);
    for (let i = 0; i < 1000; i++) listener.handle(new NoticeEvent(line, {}, { id: String(i), system: 's', time: 0 }));
    await listener.stop();
    process.stderr.write('done');
  `;
  const node = [process.execPath, '--conditions=@correlator/source', '--input-type=module', '-e', program];

  function shell(command: string): { readonly stdout: string; readonly stderr: string } {
    return spawnSync('bash', ['-c', command, ...node], { cwd: import.meta.dirname, encoding: 'utf8', maxBuffer: 1e8 });
  }

  it('that is a closed pipe ends the log, not the program', () => {
    const { stdout, stderr } = shell('"$0" "$@" | head -n 1');
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('done');
  });

  it('that is a slow pipe gets every line', () => {
    const { stdout, stderr } = shell('"$0" "$@" | { read -r line; sleep 0.3; cat; }');
    expect(stdout.split('\n')).toHaveLength(1000);
    expect(stderr).toBe('done');
  });
});

it('refuses events before its start', () => {
  expect(() => new LogbackListener().handle(failed('a', 'eve'))).toThrow(
    expect.objectContaining({ code: 'LISTENER_NOT_STARTED' }),
  );
});
