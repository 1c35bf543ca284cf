import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../src/index.ts';
import { notes } from '../src/messages/notes.ts';
import { refusals } from '../src/messages/refusals.ts';

const rest = 'TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls';

describe('what sudo says', () => {
  test.each(refusals.map(({ id, sample }) => [id, sample]))('is a refusal: %s', (id, sample) => {
    expect(readMessage(`   alice : ${sample} ; ${rest}`)).toMatchObject({
      id: 'refused',
      refusal: id,
      user: 'alice',
      target: 'root',
    });
  });

  test.each(notes.map(({ id, sample }) => [id, sample]))('is a note: %s', (_, sample) => {
    expect(readMessage(sample)).toBe('note');
  });

  test.each([
    [
      `alice : ${rest}`,
      { user: 'alice', terminal: 'pts/0', directory: '/home/alice', target: 'root', command: '/bin/ls' },
    ],
    [`alice : HOST=db01 ; ${rest}`, { target: 'root', command: '/bin/ls' }],
    [
      'alice : TTY=unknown ; PWD=/ ; USER=root ; GROUP=adm ; TSID=00000A ; ENV=A=1 B=2 ; COMMAND=list',
      { command: 'list', target: 'root' },
    ],
    [
      'alice : TTY=pts/0 ; CHROOT=/srv ; PWD=/ ; USER=bob ; COMMAND=/bin/ls -l ; more',
      { target: 'bob', command: '/bin/ls -l ; more' },
    ],
    [
      'alice : 1 incorrect password attempt ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls',
      { attempts: 1, refusal: 'wrong-password' },
    ],
  ])('%s', (message, expected) => {
    expect(readMessage(message)).toMatchObject(expected);
  });

  test.each(['', ' : ', 'alice', 'alice : ', 'alice : x ; COMMAND=/bin/ls', 'alice : hello', 'x'.repeat(10_000)])(
    '%j is not known',
    (message) => {
      expect(readMessage(message)).toBeUndefined();
    },
  );
});

test('every pattern is anchored', () => {
  for (const { pattern } of [...refusals, ...notes]) expect(pattern.source).toMatch(/^\^.*\$$/);
});

const words = fc.constantFrom(
  ' ; ',
  'USER=',
  'bob',
  'COMMAND=',
  '/bin/true',
  ' : ',
  'TTY=',
  'PWD=',
  'x',
  ' ',
  ';',
  '=',
  '\\',
);
const hostile = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(''));

test('whatever a folder and a command are called, nobody is said to have become another than it was', () => {
  fc.assert(
    fc.property(hostile, hostile, (directory, command) => {
      const use = readMessage(`alice : TTY=pts/0 ; PWD=/${directory} ; USER=root ; COMMAND=/bin/${command}`);
      if (use === undefined || use === 'note') throw new Error('it is a use of sudo');
      expect([use.user, use.id]).toEqual(['alice', 'command']);
      expect(['root', null]).toContain(use.target);
    }),
    { numRuns: 20_000 },
  );
});
