import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configFromValue, reviewLoaded, type Wiring, wiringMermaid } from '../src/index.ts';
import { door, Ended, ear, everything, lines, relay, wall } from './manifests.ts';

async function wiringOf(value: object): Promise<Wiring> {
  const { wiring } = await reviewLoaded(configFromValue(value, '/etc/correlator'));
  if (wiring === undefined) throw new Error('this configuration has problems');
  return wiring;
}

const config = {
  inputs: { main: { use: lines, paths: ['a.log', 'b.log', 'c.log', 'd.log'], live: true } },
  modules: { front: { use: door }, everything: { use: everything }, late: relay('late', [Ended], []) },
  listeners: { wall: { use: wall }, ear: { use: ear, criteria: { types: ['nginx.*'] } } },
};

test('a wiring is drawn from the inputs to the listeners', async () => {
  expect(wiringMermaid(await wiringOf(config))).toBe(`flowchart LR
  input0(["main (lines)<br>a.log<br>b.log<br>and 2 more"])
  input0 -->|"as they arrive"| records
  records{{records}}
  subgraph module3 ["front (door)"]
    part1["sessions"]
    part2["detection"]
  end
  part4["everything"]
  part5["late"]
  records -->|"doord<br>doord-session"| part1
  records -->|"every record"| part4
  part1 -->|"door.knocked"| part2
  module3 -->|"door.ended"| part5
  events{{events}}
  module3 --> events
  listener6["wall<br>front: all 2 types<br>wall.blocked<br>engine: 3 types"]
  events --> listener6
  listener6 -.->|"wall.blocked"| events
  listener7["ear<br>nothing"]
  events -.-> listener7
`);
});

/** The lines that Mermaid was seen to draw, with labels that hold no character of its syntax. */
const text = String.raw`"(?:[\p{L}\p{N} .,:/()_-]|#\d+;|<br>)*"`;
const id = String.raw`(?:input|part|module|listener)\d+`;
const line = new RegExp(
  `^ {2}(?:${[
    String.raw`${id}\(\[${text}\]\)`,
    String.raw`${id}\[${text}\]`,
    String.raw` {2}${id}\[${text}\]`,
    String.raw`(?:records|events|${id}) (?:-->|-\.->)(?:\|${text}\|)? (?:records|events|${id})`,
    String.raw`subgraph ${id} \[${text}\]`,
    String.raw`records\{\{records\}\}`,
    String.raw`events\{\{events\}\}`,
    'end',
  ].join('|')})$`,
  'u',
);

describe('names of any kind', () => {
  const names = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom('end', 'subgraph', '1. a', '- a', '"', '`a`', '#35;', '<script>', 'a|b', 'a --> b', '%% a'),
  );

  test('never become syntax', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, names, async (input, module, listener) => {
        fc.pre(module !== 'engine' && listener !== 'engine' && ![input, module, listener].includes('__proto__'));
        const wiring = await wiringOf({
          inputs: { [input]: { use: lines, paths: [`/var/${input}`] } },
          modules: { [module]: { use: door } },
          listeners: { [listener]: { use: wall } },
        });
        const [first, ...rest] = wiringMermaid(wiring).trimEnd().split('\n');
        expect(first).toBe('flowchart LR');
        expect(rest.filter((drawn) => !line.test(drawn))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('are written as numbered entities where they need it', async () => {
    const wiring = await wiringOf({ ...config, inputs: { '1. "x" <b>': { use: lines } } });
    expect(wiringMermaid(wiring)).toContain('(["#49;. #34;x#34; #60;b#62; (lines)"])');
  });
});
