import type { LogRecord } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { Repeats } from '../src/intake/repeats.ts';
import { createRecord } from '../src/testing/index.ts';

const source = { input: 'auth', identity: 'a' };
const line = (message: string, more: Partial<LogRecord> = {}) =>
  createRecord({ source, host: 'bsd', program: 'sshd', pid: '7', message, ...more });
const repeat = (times: number, more: Partial<LogRecord> = {}) =>
  line(`last message repeated ${times} time${times === 1 ? '' : 's'}`, {
    program: '',
    pid: '',
    repeat: times,
    ...more,
  });

/** What records are resolved to, `program pid: message * repeat`. */
function resolved(records: readonly LogRecord[], repeats = new Repeats()): string[] {
  return records
    .map((record) => repeats.resolve(record))
    .map(({ program, pid, message, repeat }) => `${program} ${pid}: ${message} * ${repeat}`);
}

describe('last message repeated N times', () => {
  test('stands for the line before it, again and again', () => {
    expect(resolved([line('no'), repeat(5), repeat(1), line('yes'), repeat(2, { program: 'syslogd' })])).toEqual([
      'sshd 7: no * 1',
      'sshd 7: no * 5',
      'sshd 7: no * 1',
      'sshd 7: yes * 1',
      'sshd 7: yes * 2',
    ]);
  });

  test('is written between dashes by macOS', () => {
    const dashed = line('--- last message repeated 3 times ---', { program: '', pid: '', repeat: 3 });
    expect(resolved([line('no'), dashed])[1]).toBe('sshd 7: no * 3');
  });

  test('keeps its own time, text and position', () => {
    const repeats = new Repeats();
    repeats.resolve(line('no', { time: 1, offset: 0, raw: 'one' }));
    const record = repeats.resolve(repeat(3, { time: 2, offset: 10, raw: 'two' }));
    expect(record).toMatchObject({ time: 2, offset: 10, raw: 'two', source, host: 'bsd', message: 'no' });
  });

  test('stands for a line of the same host and source, whatever was between', () => {
    const other = { source: { input: 'auth', identity: 'b' } };
    const records = [
      line('no'),
      line('cron', { host: 'linux' }),
      line('mail', other),
      repeat(2),
      repeat(3, { host: 'linux' }),
      repeat(4, other),
      repeat(5, { host: 'none' }),
    ];
    expect(resolved(records).slice(3)).toEqual([
      'sshd 7: no * 2',
      'sshd 7: cron * 3',
      'sshd 7: mail * 4',
      ' : last message repeated 5 times * 5',
    ]);
  });

  test('is the word of syslogd alone', () => {
    const said = line('last message repeated 5 times');
    const more = line('last message repeated 5 times or so', { program: '' });
    expect(resolved([line('no'), said, line('no'), more]).filter((text) => text.includes(': no'))).toHaveLength(2);
  });

  test('stands for nothing behind a message that is too long to hold', () => {
    expect(resolved([line('no'), line('x'.repeat(1_025)), repeat(2)])[2]).toBe(' : last message repeated 2 times * 2');
  });

  test('is known of the last hundred hosts only', () => {
    const repeats = new Repeats();
    const hosts = Array.from({ length: 150 }, (_, i) => ({
      host: `h${i}`,
      source: { input: 'auth', identity: `${i % 7}` },
    }));
    resolved(
      hosts.map((host) => line('no', host)),
      repeats,
    );
    expect(
      resolved(
        hosts.map((host) => repeat(2, host)),
        repeats,
      ).filter((text) => text === 'sshd 7: no * 2').length,
    ).toBeLessThanOrEqual(100);
    expect([...repeats.places.values()].reduce((sum, { size }) => sum + size, 0)).toBe(100);
    expect(repeats.count).toBe(100);
  });

  test('is known across a restart', () => {
    const before = new Repeats();
    resolved([line('no'), line('cron', { host: 'linux', facility: 9, severity: 6 })], before);
    const after = new Repeats();
    after.restore(JSON.parse(JSON.stringify(before.snapshot())));
    expect(resolved([repeat(2), repeat(3, { host: 'linux' })], after)).toEqual(['sshd 7: no * 2', 'sshd 7: cron * 3']);
    expect(after.resolve(repeat(3, { host: 'linux' }))).toMatchObject({ facility: 9, severity: 6 });
  });

  test('forgets the same hosts after a restart as without one', () => {
    const hosts = Array.from({ length: 130 }, (_, i) => ({ host: `h${i}` }));
    const said = (from: number, to: number) =>
      hosts.slice(from, to).map((host, i) => line(i % 3 === 0 ? 'x'.repeat(1_025) : 'no', host));
    const held = ({ places }: Repeats) => [...places.values()].flatMap((known) => [...known.keys()]);
    const undisturbed = new Repeats();
    resolved([...said(0, 90), ...said(90, 130)], undisturbed);
    const before = new Repeats();
    resolved(said(0, 90), before);
    const after = new Repeats();
    after.restore(JSON.parse(JSON.stringify(before.snapshot())));
    resolved(said(90, 130), after);
    expect(held(undisturbed)).toHaveLength(100);
    expect(held(after)).toEqual(held(undisturbed));
  });
});
