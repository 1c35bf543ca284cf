import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { barChart } from '../src/charts/bars.ts';
import { ticksTo } from '../src/charts/lines.ts';
import { escapeXml } from '../src/charts/svg.ts';
import { childTimes } from '../src/measure/measure.ts';
import { spread, summarise } from '../src/measure/summary.ts';
import { help, parseOptions } from '../src/options.ts';

describe('options of npm run bench', () => {
  it.each([
    [[], { standard: true, memory: false, peers: false, rounds: 5, lines: undefined }],
    [['--peers'], { standard: false, memory: false, peers: true }],
    [['--memory', '--lines', '500'], { standard: false, memory: true, lines: 500 }],
    [['--only', 'sshd,stages'], { standard: true, only: ['sshd', 'stages'] }],
    [['--all', '--runs', '3'], { standard: true, memory: true, peers: true, rounds: 3 }],
  ])('%j', (args, options) => {
    expect(parseOptions(args)).toMatchObject(options);
  });

  it.each([
    [['--runs', '0'], "--runs wants a whole number from 1, not '0'"],
    [['--lines', 'many'], "--lines wants a whole number from 1, not 'many'"],
    [['--only', 'sshd,cvs'], "--only knows parsing, report, sshd, csv, modules, stages, not 'cvs'"],
  ])('%j are refused', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('are all in the documentation', () => {
    const documented = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');
    const options = [...help.matchAll(/^ {2}(--\w+)/gm)].map(([, option]) => option ?? '');
    expect(options.length).toBeGreaterThan(5);
    expect(options.filter((option) => !documented.includes(option))).toEqual([]);
  });
});

describe('sums', () => {
  it('have the middle of the runs', () => {
    expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spread([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 });
  });

  it('compare runs of the same round', () => {
    const runs = (name: string, ...walls: readonly number[]) => ({
      contender: { name, command: () => ({ program: '', args: [] }), found: () => ({}) },
      runs: walls.map((wallMs) => ({ wallMs, cpuMs: wallMs, peakBytes: 1, found: {}, samples: [] })),
    });
    const summary = summarise(runs('b', 20, 60, 30), [runs('a', 10, 20, 30)], 1000);
    expect(summary.ratios.map(({ wall }) => wall)).toEqual([{ min: 1, median: 2, max: 3 }]);
    expect(summary.linesPerSecond.median).toBeCloseTo(33_333, 0);
  });

  it('have the time of the children of a shell', () => {
    expect(childTimes('0m0.00s 0m0.01s\n1m2.50s 0m0.25s\n')).toBe(62_750);
  });
});

describe('charts', () => {
  it('divide a scale into round parts', () => {
    expect(ticksTo(247)).toEqual([0, 50, 100, 150, 200, 250]);
    expect(ticksTo(4.4)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('write out what would be markup', () => {
    expect(escapeXml('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;');
  });

  it('have longer bars for more', () => {
    const bar = (label: string, value: number) => ({
      label,
      value,
      min: value,
      max: value,
      note: label,
      isBase: false,
    });
    const chart = barChart({
      title: 't',
      explanation: [],
      groups: [{ title: 'g', bars: [bar('a', 10), bar('b', 5)] }],
    });
    const [a = 0, b = 0] = [...chart.matchAll(/width="([\d.]+)" height="18"/g)].map(([, width]) => Number(width));
    expect(a).toBeGreaterThan(0);
    expect(b / a).toBeCloseTo(0.5, 2);
  });
});
