import type { LogRecord } from '@correlator/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createExplainer,
  createPatternTracer,
  type Explanation,
  explainInput,
  explanationToJSON,
  recordParts,
} from '../src/explain/index.ts';
import { type Input, Module, type Reading, type RecordBatch, type Trace, type UnparsedEntry } from '../src/index.ts';
import { createManualClock, createMemoryInput, createRecord } from '../src/testing/index.ts';

const source = { input: 'memory', identity: 'memory' };
const entry = (offset: number, raw = 'no time', reason = 'no-timestamp'): UnparsedEntry => ({
  reason,
  explanation: 'there is no time at its beginning',
  column: 1,
  raw,
  source,
  offset,
});

const tracer = createPatternTracer([{ id: 'open', pattern: /^open (\w+)$/, groups: { door: 1 } }]);

class Door extends Module {
  override readonly programs = ['door'];
  override process(): void {
    throw new Error('nobody processes anything here');
  }
  override explain({ message }: LogRecord): Reading {
    return { kind: message.startsWith('open ') ? 'opened' : 'unknown' };
  }
  override trace({ message }: LogRecord): Trace {
    return tracer.trace(message);
  }
}

/** Its second part has nothing to do with records. */
class Counting extends Module {
  override processEvent(): void {}
}

class Silent extends Module {
  override process(): void {}
}

class Broken extends Module {
  override explain(): Reading {
    throw new Error('out of order');
  }
  override trace(): Trace {
    throw new Error('out of order');
  }
}

const door = { name: 'door', create: () => [new Door({}), new Counting({})] };
const opened = createRecord({ program: 'door', message: 'open cellar' });

describe('an explanation', () => {
  test('numbers entries, and has the record or the error', () => {
    const explainer = createExplainer({ modules: [door] });
    expect(explainer.explain(opened)).toMatchObject({ line: 1, record: opened, error: undefined });
    const broken = entry(20);
    expect(explainer.explain(broken)).toMatchObject({ line: 2, record: undefined, error: broken });
    expect(explainer.explain(opened).line).toBe(3);
  });

  test('has the readings of the modules that want the program, none of others', () => {
    const explainer = createExplainer({ modules: [door, { name: 'silent', create: () => new Silent({}) }] });
    expect([...explainer.explain(opened).readings]).toEqual([
      ['door', { kind: 'opened' }],
      ['silent', {}],
    ]);
    const other = createRecord({ program: 'doorbell', message: 'open cellar' });
    expect([...explainer.explain(other).readings.keys()]).toEqual(['silent']);
  });

  test('says so where a module cannot explain', () => {
    const explainer = createExplainer({ modules: [{ name: 'broken', create: () => new Broken({}) }, door] });
    const explanation = explainer.explain(opened);
    expect(explanation.readings.get('broken')).toEqual({ error: 'out of order' });
    expect([...explainer.traces(explanation).keys()]).toEqual(['door']);
  });

  test('has the traces of modules that make them', () => {
    const explainer = createExplainer({ modules: [door] });
    expect(explainer.traces(explainer.explain(opened)).get('door')?.matched?.id).toBe('open');
    expect(explainer.traces(explainer.explain(entry(0))).size).toBe(0);
  });

  test('as JSON is a record or an error, and readings', () => {
    const explainer = createExplainer({ modules: [door] });
    const record = explanationToJSON(explainer.explain(opened));
    expect(record).toMatchObject({ line: 1, error: null, readings: { door: { kind: 'opened' } } });
    expect(record.record).toMatchObject({ time: '2026-01-01T12:00:00.000Z', facility: null, message: 'open cellar' });
    expect(explanationToJSON(explainer.explain(entry(20)))).toEqual({
      line: 2,
      record: null,
      error: {
        reason: 'no-timestamp',
        explanation: 'there is no time at its beginning',
        column: 1,
        raw: 'no time',
        offset: 20,
      },
      readings: {},
    });
  });
});

describe('an entry without a header', () => {
  const explainer = createExplainer({ modules: [door], program: 'door' });

  test.each([
    ['open cellar', '', 'open cellar'],
    ['door: open cellar', '', 'open cellar'],
    [' door[71]: open cellar', '71', 'open cellar'],
    ['doors: open cellar', '', 'doors: open cellar'],
    ['door[x]: open cellar', '', 'door[x]: open cellar'],
    ['door', '', 'door'],
  ])('%s is read as a message of the program, and stays none that an engine would take', (raw, pid, message) => {
    const { record, error, assumed, readings } = explainer.explain(entry(0, raw));
    expect(record).toBeUndefined();
    expect(error?.reason).toBe('no-timestamp');
    expect(assumed).toMatchObject({ program: 'door', host: '', pid, message, raw });
    expect(readings.get('door')).toEqual({ kind: message === 'open cellar' ? 'opened' : 'unknown' });
  });

  test('is none where it has a header that is wrong', () => {
    expect(explainer.explain(entry(0, 'Jan 99 x', 'bad-timestamp'))).toMatchObject({ assumed: undefined });
  });
});

describe('the parts of a record', () => {
  test.each<[raw: string, draft: Parameters<typeof createRecord>[0], parts: string]>([
    ['Nov 24 10:00:00 web01 sshd[71]: hello', { pid: '71' }, 'time Nov 24 10:00:00|host web01|program sshd|pid 71'],
    ['Nov 24 10:00:00 sshd sshd: hello', { host: 'sshd', pid: '' }, 'time Nov 24 10:00:00|host sshd|program sshd'],
    ['<38>Nov 24 10:00:00 sshd[71]: hello', { host: '', pid: '71' }, 'time Nov 24 10:00:00|program sshd|pid 71'],
    [
      '<38>1 2026-11-24T10:00:00Z web01 sshd 71 - [a b="sshd"] hello',
      { pid: '71' },
      'time 2026-11-24T10:00:00Z|host web01|program sshd|pid 71',
    ],
    [
      'Nov 24 10:00:00 web01 sshd[71]: message repeated 2 times: [ hello]',
      { pid: '71', repeat: 2 },
      'time Nov 24 10:00:00|host web01|program sshd|pid 71',
    ],
    ['Nov 24 10:00:00 web01 hello', { program: '', pid: '' }, 'time Nov 24 10:00:00|host web01'],
    ['hello', { host: '', program: 'sshd', pid: '' }, ''],
  ])('%s', (raw, draft, expected) => {
    const record = createRecord({ program: 'sshd', message: 'hello', ...draft, raw });
    const { header, message } = recordParts(record);
    expect(header.map(({ name, start, end }) => `${name} ${raw.slice(start, end)}`).join('|')).toBe(expected);
    expect(raw.slice(message, (message ?? 0) + 5)).toBe('hello');
  });

  test('are not looked for in JSON', () => {
    const record = createRecord({ raw: '{"MESSAGE":"hello"}', message: 'hello' });
    expect(recordParts(record)).toEqual({ header: [], message: undefined });
  });
});

/** An input that gives these batches. */
function inputOf(batches: readonly RecordBatch[], stopped: () => void = () => {}): Input {
  const left = [...batches];
  const memory = createMemoryInput('memory', []);
  return { ...memory, live: false, read: async () => left.shift(), stop: async () => stopped() };
}

const context = { clock: createManualClock(), zone: 'UTC', warn: () => {} };

async function explainAll(input: Input): Promise<Explanation[]> {
  const found: Explanation[] = [];
  for await (const batch of explainInput(input, createExplainer({ modules: [door] }), context)) found.push(...batch);
  return found;
}

describe('an input is explained', () => {
  const at = (offset: number) => createRecord({ offset, message: `${offset}` });

  test('entry by entry, in the order of their offsets', async () => {
    const kinds = fc.array(fc.array(fc.boolean(), { maxLength: 8 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(kinds, async (batches) => {
        let offset = 0;
        const made = batches.map((batch) => {
          const entries = batch.map((parsed) => ({ parsed, offset: offset++ }));
          const [good, bad] = [entries.filter(({ parsed }) => parsed), entries.filter(({ parsed }) => !parsed)];
          return { records: good.map((e) => at(e.offset)), unparsed: bad.map((e) => entry(e.offset)), bytes: 1 };
        });
        const found = await explainAll(inputOf(made));
        expect(found.map(({ record, error }) => (record ?? error)?.offset)).toEqual(found.map((_, i) => i));
        expect(found.map(({ line }) => line)).toEqual(found.map((_, i) => i + 1));
        expect(found.length).toBe(batches.flat().length);
      }),
    );
  });

  test('and stopped, when it ends, fails, or nobody wants more', async () => {
    let stops = 0;
    const batch = { records: [at(0)], unparsed: [], bytes: 1 };
    const input = () => inputOf([batch, batch], () => stops++);
    await explainAll(input());
    for await (const _ of explainInput(input(), createExplainer({ modules: [] }), context)) break;
    const failing = { ...input(), read: () => Promise.reject(new Error('gone')) };
    await expect(explainAll(failing)).rejects.toThrow('gone');
    expect(stops).toBe(3);
  });
});
