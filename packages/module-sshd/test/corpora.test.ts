import type { LogRecord } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { readMessage, SshdSessions, type SshReading, sshdOptions } from '../src/index.ts';
import { corpora, corpus, recordsOf, replay } from './support.ts';

const { programs } = new SshdSessions(sshdOptions.parse({}));

/** One line of a corpus. */
interface Row {
  readonly id: string;
  readonly shape?: string;
  readonly raw?: string;
  readonly raw_b64?: string;
}

const rawOf = ({ raw, raw_b64 }: Row) => raw ?? Buffer.from(raw_b64 ?? '', 'base64').toString();

/** What sshd says in a line: of a whole line where its program is sshd, of a bare message or one under a tag as it is. */
function messageOf(row: Row): string | undefined {
  const raw = rawOf(row);
  const bare = row.shape === 'bare-message' || row.shape === 'auditd' || row.shape?.startsWith('journal-line');
  if (bare) return raw.replace(/^(?:\S+)? ?sshd\S*\[\d+\]: /, '');
  const [record] = recordsOf([raw]);
  return record !== undefined && programs.includes(record.program) ? record.message : undefined;
}

/** Messages that are whole, as those of the corpora are. */
const whole = 400;

function readingOf(row: Row, truncation = whole): SshReading | undefined {
  const message = messageOf(row);
  return message === undefined ? undefined : readMessage(message, truncation);
}

const suffix = corpora === undefined ? ' (skipped: CORRELATOR_CORPORA names no folder of corpora)' : '';

describe.skipIf(corpora === undefined)(`hostile lines${suffix}`, () => {
  interface Hostile extends Row {
    readonly blame: readonly string[];
    readonly blame_required: boolean;
    readonly must_not_blame: readonly string[];
  }
  const rows = corpora === undefined ? [] : corpus<Hostile>('sshd-injection');

  test('never have an address blamed that must not be', () => {
    const wrong = rows.filter((row) => row.must_not_blame.includes(readingOf(row)?.address ?? ''));
    expect(wrong.map(rawOf)).toEqual([]);
  });

  test('have no other address blamed than the one that is to blame', () => {
    const others = rows.filter((row) => {
      const address = readingOf(row)?.address ?? null;
      return address !== null && !row.blame.includes(address);
    });
    expect(others.map(rawOf)).toEqual([]);
  });

  test('have no other address blamed or claimed where they may have been cut', () => {
    const readings = rows.map((row) => ({ row, by: readingOf(row, 60)?.address ?? null }));
    expect(
      readings.filter(({ row, by }) => by !== null && !row.blame.includes(by)).map(({ row }) => rawOf(row)),
    ).toEqual([]);
  });

  test('have that address blamed wherever a login failed', () => {
    const required = rows.filter((row) => row.blame_required);
    const missed = required.filter((row) => !row.blame.includes(readingOf(row)?.address ?? ''));
    expect(required.length).toBeGreaterThan(100);
    // Of the program 'daemon', not sshd; and names, one of them a certificate's, that hold sshd's own end of a message, so
    // that nobody is blamed.
    const explained = / daemon: pam_unix\(auth\)| ssh2: RSA SHA256:AAAA from | ID from \S+ port \d+ /;
    expect(missed.map(rawOf).filter((raw) => !explained.test(raw))).toEqual([]);
    expect(missed.length).toBeLessThanOrEqual(4);
  });
});

describe.skipIf(corpora === undefined)(`lines of other programs${suffix}`, () => {
  test('are none of sshd', async () => {
    const rows = corpora === undefined ? [] : corpus<Row>('unrelated-lines');
    const records = recordsOf(rows.map(rawOf));
    expect(records.length).toBeGreaterThan(100);
    expect(records.filter(({ program }) => programs.includes(program)).map(({ raw }) => raw)).toEqual([]);
    const { events } = await replay(records);
    const silent = ['sshd.daily-statistics', 'sshd.statistics', 'sshd.server-statistics'];
    expect(events.filter(({ type }) => !silent.includes(type))).toEqual([]);
    expect(events.at(-1)?.data).toMatchObject({ succeeded: 0, attempts: 0 });
  });
});

describe.skipIf(corpora === undefined)(`labelled messages${suffix}`, () => {
  interface Labelled extends Row {
    readonly expected: Readonly<Record<string, unknown>>;
    readonly suite: { readonly name: string };
  }
  const rows = corpora === undefined ? [] : corpus<Labelled>('sshd-messages');
  const asked = ['kind', 'user', 'address', 'port', 'method'] as const;

  /** What a label asks for and is not read, `kind auth_failure_pam: line`. */
  function disagreements(suite: string): string[] {
    return rows
      .filter((row) => row.suite.name === suite)
      .flatMap((row) => {
        const reading = readingOf(row);
        return asked.flatMap((name) => {
          const expected = row.expected[name] ?? null;
          return expected === null || reading?.[name] === expected ? [] : [`${name} ${expected}: ${rawOf(row)}`];
        });
      });
  }

  /** Why a label is not met: it is odd itself, or what it wants is not to be had. */
  const reasons: readonly (readonly [reason: string, disagreement: RegExp])[] = [
    ['no address: leading zeros', /^address 192\.030\.0\.6/],
    ['a name out of DNS is claimed, never blamed', /^address (?=[^:]*[g-z])[^ :]+: /],
    ['the user begins with a space', /^user 0101: /],
    ['the label of a port goes on with the word after it', /^port \d+ ssh2: /],
    [
      'a disconnection, which the suite has among other messages',
      /^kind other: .*(?:Received disconnect from|Disconnecting: )/,
    ],
    ['the address was made unreadable', /183\.106\.179\.x/],
    ['a message of the kernel, or none that has a program', / kernel: ?\[|2018-06-26 13:22:02\.108781500/],
    ['not as sshd writes it', /XYZ/],
    ['no structured data by RFC 5424, which the parser says', /\[timeQuality tzKnown="1" isSynced="0"\]\[xxx@123/],
  ];

  test.each([
    ['loghub', 803],
    ['crowdsec', 48],
    ['elastic', 26],
    ['wazuh', 23],
    ['fail2ban', 112],
    ['sshguard', 26],
    ['ossec', 1],
    ['denyhosts', 3],
  ])('of %s are read as labelled, but for known oddities', (suite, count) => {
    expect(rows.filter((row) => row.suite.name === suite).length).toBe(count);
    expect(disagreements(suite).filter((found) => !reasons.some(([, known]) => known.test(found)))).toEqual([]);
  });

  test('are known but for what no sshd says', () => {
    const unknown = rows.filter((row) => messageOf(row) !== undefined && readingOf(row) === undefined);
    const explained: readonly (readonly [reason: string, raw: RegExp])[] = [
      ['a line of the audit daemon', /^type=USER_LOGIN /],
      ['put in front by the kernel log', / kernel: ?\[/],
      ['the address was made unreadable', /183\.106\.179\.x/],
      ['not as sshd writes it', /XYZ/],
      ['part of a message', /^(?:unknown or unsupported key type|invalid [a-z ]+|error in libcrypto)$/],
    ];
    expect(unknown.map(rawOf).filter((raw) => !explained.some(([, known]) => known.test(raw)))).toEqual([]);
    expect(unknown.length).toBeLessThanOrEqual(13);
  });

  test('agree with what is read in 99 of 100 labels', () => {
    const labels = rows.flatMap((row) => asked.filter((name) => (row.expected[name] ?? null) !== null)).length;
    const missed = [...new Set(rows.map((row) => row.suite.name))].flatMap(disagreements);
    for (const [reason, known] of reasons) {
      expect(
        missed.filter((found) => known.test(found)),
        reason,
      ).not.toEqual([]);
    }
    expect(missed.length / labels).toBeLessThan(0.01);
  });
});

describe.skipIf(corpora === undefined)(`scenarios${suffix}`, () => {
  interface Scenario {
    readonly id: string;
    readonly group: string;
    readonly detector: {
      readonly model: string;
      readonly threshold_events?: number;
      readonly window_s?: number;
      readonly distinct?: string;
      readonly approx_sliding_window?: { readonly count: number; readonly window_s: number };
    };
    readonly lines: readonly Row[];
    readonly expected: {
      readonly fires: boolean;
      readonly alerts: readonly { readonly addresses?: readonly string[] }[];
    };
  }
  const scenarios = corpora === undefined ? [] : corpus<Scenario>('sshd-scenarios');

  /** Limit and window of a detector that counts in a window. */
  function limits({ approx_sliding_window: approx, threshold_events, window_s }: Scenario['detector']) {
    if (approx !== undefined) return { limit: approx.count, window: `${approx.window_s}s` };
    return threshold_events === undefined || window_s === undefined
      ? undefined
      : { limit: threshold_events, window: `${window_s}s` };
  }

  /** Detectors that count something else than attempts by source. */
  const apart: readonly (readonly [reason: string, applies: (scenario: Scenario) => boolean])[] = [
    ['counts different users', ({ detector }) => detector.distinct !== undefined],
    ['counts connections without an attempt', ({ group }) => /bad-keyexchange|sshd-invalid-bf/.test(group)],
    ['counts all sources together', ({ group }) => group === 'wazuh/5719'],
    ['counts offered keys, and by name', ({ group }) => group === 'fail2ban/testGetFailuresUseDNS'],
    ['its lines have no host', ({ group }) => /fail2ban\/test(?:GetFailures01|CRLFFailures01)/.test(group)],
  ];

  const counting = scenarios.filter(
    (scenario) => limits(scenario.detector) !== undefined && !apart.some(([, applies]) => applies(scenario)),
  );

  test('there are some that count attempts by source', () => {
    expect(counting.length).toBeGreaterThanOrEqual(8);
  });

  test.each(counting.map((scenario) => [`${scenario.group} ${scenario.id}`, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const records: LogRecord[] = recordsOf(scenario.lines.map(rawOf));
      expect(records.length).toBe(scenario.lines.length);
      const { events } = await replay(records, { options: limits(scenario.detector) ?? {} });
      const exceeded = events.filter(({ type }) => type === 'sshd.login-tries-exceeded');
      const addresses = exceeded.map(({ data }) => (data as { address?: string }).address);
      expect(new Set(addresses)).toEqual(new Set(scenario.expected.alerts.flatMap((alert) => alert.addresses ?? [])));
      expect(exceeded.length > 0).toBe(scenario.expected.fires);
    },
  );
});
