import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { functionTimes, stageTimes } from '../src/stages/shares.ts';
import { stageOf, stageRules } from '../src/stages/stages.ts';
import { ticksOf } from '../src/stages/tick-log.ts';

const root = new URL('../../../', import.meta.url);
const urlOf = (path: string): string => new URL(path, root).href;
const sources = (pattern: string): string[] => globSync(pattern, { cwd: fileURLToPath(root) });

describe('stages', () => {
  const files = sources('{packages,apps}/*/src/**/*.ts');

  it.each(stageRules.filter(([beginning]) => beginning !== 'node_modules/'))('have files: %s is %s', (beginning) => {
    expect(files.filter((path) => path.startsWith(beginning))).not.toEqual([]);
  });

  it.each(['core', 'events', 'syslog', 'input-file', 'listeners', 'module-sshd', 'module-report'])(
    'are known for all of %s',
    (name) => {
      const unknown = sources(`packages/${name}/src/**/*.ts`).filter((path) => stageOf(path) === undefined);
      expect(unknown).toEqual([]);
    },
  );
});

describe('a log of ticks', () => {
  const read = { name: `read ${urlOf('packages/input-file/src/file-input.ts')}:1:1` };
  const parse = {
    name: `parse ${urlOf('packages/syslog/src/formats/auto.ts')}:10:1`,
    source: { positions: 'C0O0C8O5I0C16O7I1C24O0', inlined: 'F0O20F1O30I0', fns: [0, 1] },
  };
  const functions = [
    { name: `digits ${urlOf('packages/syslog/src/text/digits.ts')}:5:1` },
    { name: `get ${urlOf('packages/core/src/state/keyed.ts')}:5:1` },
  ];
  const slice = { name: 'String.prototype.slice' };
  const tick = (tm: number, vm: number, ...s: readonly number[]) => ({ tm, vm, s });
  const ticks = ticksOf({
    code: [read, parse, slice],
    functions,
    ticks: [
      tick(0, 0, 2, 0),
      tick(1000, 0, 0, 0),
      tick(2000, 0, 1, 4, 0, 0),
      tick(3000, 0, 1, 10, 0, 0),
      tick(4000, 0, 1, 20, 0, 0),
      tick(9000, 0, 2, 3, 1, 30, 0, 0),
      tick(10_000, 1, 1, 30, 0, 0),
      tick(11_000, 2, 1, 30, 0, 0),
      tick(12_000, 9, 1, 30, 0, 0),
    ],
  });

  it('tells what was compiled into another function, and leaves out what the log itself took', () => {
    const names = ticks.map(({ stack }) => stack.map((text) => text.split(' ')[0]).join(' < '));
    expect(names).toEqual([
      'String.prototype.slice',
      'read',
      'parse < read',
      'digits < parse < read',
      'get < digits < parse < read',
      'String.prototype.slice < parse < read',
      'parse < read',
      'parse < read',
    ]);
  });

  it('is divided into stages; start-up ends when an input is at work', () => {
    expect(Object.fromEntries(stageTimes(ticks))).toEqual({
      'start-up': 1,
      reading: 1,
      parsing: 3,
      state: 1,
      'garbage collection': 1,
      compiling: 1,
    });
  });

  it('is divided into functions, each with what it calls of Node.js', () => {
    expect(Object.fromEntries(functionTimes(ticks))).toMatchObject({
      'parse, packages/syslog/src/formats/auto.ts': 2,
      'digits, packages/syslog/src/text/digits.ts': 1,
    });
  });
});
