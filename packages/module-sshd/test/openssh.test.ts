import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accepted } from '../tools/accepted.ts';
import { compareFormats, type Format, formatsIn } from '../tools/compare.ts';
import { headers, serverSources, sourcesIn } from '../tools/sources.ts';

const folder = join(import.meta.dirname, 'openssh');
const formats = formatsIn(serverSources(folder), headers(folder));

/** The lines that are made of the format that begins so. */
const linesOf = (beginning: string): readonly string[] =>
  formats.find(({ format }) => format.startsWith(beginning))?.lines ?? [];

describe('the messages of a source', () => {
  test('are those of the files that the server is linked from', () => {
    expect([...sourcesIn('SSHDOBJS=a.o $(B)\nB=b.o\nC=c.o\n')]).toEqual(['a.c', 'b.c']);
    expect(new Set(formats.map(({ file }) => file))).toEqual(new Set(['door.c', 'ring.c', 'openbsd-compat/gap.c']));
  });

  test('are all but those of comments, declarations and debugging', () => {
    expect(formats.map(({ format }) => format)).toEqual([
      'no door for "%s"',
      'Door %d is %s, said %.100s%s',
      'Server listening on %s port %d.',
      'knock (%s)',
      'Connection from %s port %d%s%s%s',
      'Only where doors are built',
      'Bell rings',
      'Bell is still',
      'A door opens: 100%%',
      'd->text',
      'No door %d',
      '%s: parse packet',
      'A gap is filled',
      'Key turns',
    ]);
  });

  test('begin with the function, and end with the error, where sshd writes them', () => {
    expect(linesOf('no door')).toEqual(['fatal: greet: no door for "x"']);
    expect(linesOf('knock')).toEqual(['error: greet: knock (twice, or more): invalid format']);
    expect(linesOf('A gap')).toEqual(['fatal: A gap is filled']);
  });

  test('have what a variable was given, and each outcome of a condition, the same one throughout', () => {
    expect(new Set(linesOf('Door'))).toEqual(
      new Set(
        ['closed', 'broken', 'in use'].flatMap((why) => [
          `error: Door 7 is ${why}, said x`,
          `error: Door 7 is ${why}, said x loudly`,
        ]),
      ),
    );
    expect(new Set(linesOf('Connection from'))).toEqual(
      new Set(['Connection from 192.0.2.7 port 40022', 'Connection from 192.0.2.7 port 40022 rdomain "x"']),
    );
  });

  test('are what is written around them', () => {
    expect(linesOf('No door')).toEqual(['Disconnecting user alice 192.0.2.7 port 40022: No door 7']);
    expect(linesOf('%s: parse packet')).toEqual([
      'leave: parse packet: Connection from user alice 192.0.2.7 port 40022: invalid format',
    ]);
  });

  test('have a place: file, line, function and what they are compiled under', () => {
    expect(formats.find(({ format }) => format.startsWith('Only'))).toMatchObject({
      file: 'door.c',
      line: 27,
      function: 'greet',
      conditions: ['DOOR_DEBUG'],
    });
  });
});

describe('the comparison', () => {
  test('tells what is known, what needs not to be, and what is unknown', () => {
    const list = [
      { why: 'not built', condition: /DEBUG$/ },
      { why: 'doors', within: /^greet$/, format: /^Bell/ },
    ];
    const { known, accepted: allowed, unknown } = compareFormats(formats, list);
    const names = (found: readonly Format[]): string[] => found.map(({ format }) => format.slice(0, 9));
    expect(names(known)).toEqual(['Server li', 'No door %']);
    expect([...allowed.values()].map(names)).toEqual([['Only wher'], ['Bell ring', 'Bell is s']]);
    expect(unknown.map(({ unknown: [line] }) => line)).toEqual([
      'fatal: greet: no door for "x"',
      expect.stringMatching(/^error: Door 7 is /),
      'error: greet: knock (twice, or more): invalid format',
      'Connection from 192.0.2.7 port 40022 rdomain "x"',
      'A door opens: 100%',
      'd->text',
      expect.stringMatching(/^leave: parse packet/),
      'fatal: A gap is filled',
      'Key turns',
    ]);
  });

  test('accepts nothing without a reason and a place', () => {
    for (const { why, ...place } of accepted) {
      expect(why).not.toBe('');
      expect(Object.keys(place)).not.toEqual([]);
    }
  });
});

const { CORRELATOR_OPENSSH: source } = process.env;

/** `CORRELATOR_OPENSSH` names a folder with the source of a version of OpenSSH. */
describe.skipIf(source === undefined)('the source of OpenSSH', () => {
  test('has no message that no pattern knows', () => {
    const found = formatsIn(serverSources(source ?? ''), headers(source ?? ''));
    expect(found.length).toBeGreaterThan(1_000);
    expect(compareFormats(found).unknown.map(({ file, line, unknown }) => `${file}:${line} ${unknown[0]}`)).toEqual([]);
  });
});
