import { createRecord } from '@correlator/core/testing';
import { describe, expect, test } from 'vitest';
import { sshdOptions } from '../src/index.ts';
import { replay } from './support.ts';

const attempts = async (program: string, programs: readonly string[]) => {
  const message = 'Failed password for root from 192.0.2.7 port 40022 ssh2';
  const { events } = await replay([createRecord({ program, message })], { options: { programs } });
  return events.find(({ type }) => type === 'sshd.statistics')?.data.attempts;
};

describe('the programs of sshd', () => {
  test.each(['sshd', 'sshd-session', 'sshd-auth', 'app_1_ssh'])('are %s, where another is named', async (program) => {
    expect(await attempts(program, ['app_1_ssh', 'sshd'])).toBe(1);
  });

  test.each(['app_1_ss', 'app_1_ssh2', 'APP_1_SSH', ''])('are not %s', async (program) => {
    expect(await attempts(program, ['app_1_ssh'])).toBe(0);
  });

  test('have names', () => {
    expect(sshdOptions.safeParse({ programs: [''] }).success).toBe(false);
  });
});
