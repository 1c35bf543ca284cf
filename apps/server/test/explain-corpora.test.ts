import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { systemClock, useModule } from '@correlator/core';
import { createExplainer, type Explanation, explainInput } from '@correlator/core/explain';
import { createFileInput } from '@correlator/input-file';
import { manifest as report } from '@correlator/module-report';
import { manifest as sshd } from '@correlator/module-sshd';
import { describe, expect, test } from 'vitest';

const corpora = process.env.CORRELATOR_CORPORA;
const suffix = corpora === undefined ? ' (skipped: CORRELATOR_CORPORA names no folder of corpora)' : '';

interface Row {
  readonly raw?: string;
  readonly raw_b64?: string;
  readonly shape?: string;
  readonly fragment?: boolean;
  readonly source: { readonly repo: string };
}

interface Labelled extends Row {
  readonly suite: { readonly name: string };
  readonly expected: Readonly<Record<'kind' | 'user' | 'address' | 'port' | 'method', string | number | null>>;
}

function corpus<R extends Row>(name: string): R[] {
  if (corpora === undefined) return [];
  const rows = readFileSync(join(corpora, 'public', `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  return rows.map((row) => JSON.parse(row) as R);
}

const rawOf = ({ raw, raw_b64 }: Row) => Buffer.from(raw ?? raw_b64 ?? '', raw === undefined ? 'base64' : 'utf8');

/** What `journalctl` puts in front of host and tag in each of its short forms: those lines come without it. */
const time = Buffer.from('Jan  1 00:00:00 ');

/** A row as a line of a log. */
function lineOf(row: Row): Buffer {
  return row.shape?.startsWith('journal-line') ? Buffer.concat([time, rawOf(row)]) : rawOf(row);
}

/** What `correlator explain --modules sshd,report` says of rows, written as the lines of one log. */
async function explain(rows: readonly Row[], program?: string): Promise<Explanation[]> {
  const log = Buffer.concat(rows.flatMap((row) => [lineOf(row), Buffer.from('\n')]));
  const input = createFileInput({ paths: '-' }, { stdin: Readable.from([log]), emptyLines: true });
  const explainer = createExplainer({ modules: [useModule(sshd), useModule(report)], program });
  const found: Explanation[] = [];
  const context = { clock: systemClock, zone: 'UTC', warn: () => {} };
  for await (const batch of explainInput(input, explainer, context)) found.push(...batch);
  expect(found.map(({ line }) => line)).toEqual(rows.map((_, i) => i + 1));
  return found;
}

const asked = ['kind', 'user', 'address', 'port', 'method'] as const;

/** Labels of one kind, and how many of them are read so. */
type Share = `${number}/${number}`;

/** What came of the lines of one source. */
interface Figures extends Readonly<Record<(typeof asked)[number], Share>> {
  readonly source: string;
  readonly lines: number;
  readonly records: number;
  /** Addresses as labelled that the line proves by itself. The others need a second line, and are claimed. */
  readonly asserted: number;
  /** Asserted addresses that are others than the label's. */
  readonly blamedWrongly: number;
  readonly unknown: number;
}

interface Found {
  readonly row: Labelled;
  readonly explanation: Explanation;
}

const readingOf = ({ explanation }: Found) => explanation.readings.get('sshd');

function figuresOf(source: string, found: readonly Found[]): Figures {
  const isLabelled = ({ row }: Found, name: (typeof asked)[number]) => (row.expected[name] ?? null) !== null;
  const said = (one: Found, name: (typeof asked)[number]) => {
    const reading = readingOf(one);
    return name === 'address' ? (reading?.address ?? reading?.claimed) : reading?.[name];
  };
  const agrees = (one: Found, name: (typeof asked)[number]) => said(one, name) === one.row.expected[name];
  const share = (name: (typeof asked)[number]): Share => {
    const labelled = found.filter((one) => isLabelled(one, name));
    return `${labelled.filter((one) => agrees(one, name)).length}/${labelled.length}`;
  };
  const blamed = found.filter((one) => isLabelled(one, 'address') && (readingOf(one)?.address ?? null) !== null);
  return {
    source,
    lines: found.length,
    records: found.filter(({ explanation }) => explanation.record !== undefined).length,
    ...{ kind: share('kind'), user: share('user'), address: share('address') },
    ...{ port: share('port'), method: share('method') },
    asserted: blamed.filter((one) => agrees(one, 'address')).length,
    blamedWrongly: blamed.filter((one) => !agrees(one, 'address')).length,
    unknown: found.filter((one) => readingOf(one)?.kind === 'unknown').length,
  };
}

type Bounds = readonly [lines: number, kind: number, address: number, asserted: number, unknown: number];

describe.skipIf(corpora === undefined)(`labelled messages of sshd${suffix}`, () => {
  /** Messages without a header are read by `--program sshd`. */
  async function explainAll(): Promise<Found[]> {
    const rows = corpus<Labelled>('sshd-messages');
    const isBare = ({ shape }: Row) => shape === 'bare-message';
    const [bare, whole] = [rows.filter(isBare), rows.filter((row) => !isBare(row))];
    const explanations = [...(await explain(whole)), ...(await explain(bare, 'sshd'))];
    return [...whole, ...bare].flatMap((row, i) => {
      const explanation = explanations[i];
      return explanation === undefined ? [] : [{ row, explanation }];
    });
  }

  /**
   * How many are right at least (addresses: named, and asserted), and unknown at most. What is missed: names out of DNS, which are claimed; addresses
   * and ports that are none (192.030.0.6, 183.106.179.x); a user that begins with a space, which the label leaves out;
   * disconnections that a suite has among other messages; the kernel under the tag of sshd; a line without a program;
   * structured data that is none; XYZ for sshd's own words; parts of messages.
   */
  const bounds: Readonly<Record<string, Bounds>> = {
    loghub: [803, 802, 697, 623, 0],
    fail2ban: [112, 1, 57, 33, 3],
    crowdsec: [48, 18, 48, 45, 0],
    elastic: [26, 20, 20, 20, 0],
    sshguard: [26, 0, 21, 16, 2],
    wazuh: [23, 15, 0, 0, 1],
    sigma: [4, 0, 0, 0, 4],
    denyhosts: [3, 0, 2, 1, 0],
    ossec: [1, 1, 0, 0, 0],
  };

  test('are read as labelled, but for known oddities', async () => {
    const found = await explainAll();
    const sources = [...new Set(found.map(({ row }) => row.suite.name))];
    const figures = sources.map((name) =>
      figuresOf(
        name,
        found.filter(({ row }) => row.suite.name === name),
      ),
    );
    console.table(figures);
    expect(new Set(sources)).toEqual(new Set(Object.keys(bounds)));
    for (const { source, lines, kind, address, asserted, blamedWrongly, unknown } of figures) {
      const [all = 0, kinds = 0, addresses = 0, proven = 0, unknowns = 0] = bounds[source] ?? [];
      expect([source, lines, blamedWrongly]).toEqual([source, all, 0]);
      expect(Number.parseInt(kind, 10), source).toBeGreaterThanOrEqual(kinds);
      expect(Number.parseInt(address, 10), source).toBeGreaterThanOrEqual(addresses);
      expect(asserted, source).toBeGreaterThanOrEqual(proven);
      expect(unknown, source).toBeLessThanOrEqual(unknowns);
    }
  });
});

describe.skipIf(corpora === undefined)(`lines of other programs${suffix}`, () => {
  test('are each explained, and sshd reads nothing in them', async () => {
    const explanations = await explain(corpus('unrelated-lines'));
    const records = explanations.filter(({ record }) => record !== undefined);
    console.table([{ lines: explanations.length, records: records.length }]);
    expect(records.length).toBeGreaterThan(200);
    expect(records.filter(({ readings }) => !readings.has('report'))).toEqual([]);
    expect(explanations.filter(({ readings }) => readings.has('sshd'))).toEqual([]);
  });
});
