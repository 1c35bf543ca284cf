import { describe, expect, it, test } from 'vitest';
import { forgottenIn, parseChangeset, together } from '../repository/changesets.ts';
import { libraries, type Package, sources, textOf } from '../repository/packages.ts';

test('the changesets name the components that core leaves behind', () => {
  const changesets = sources('.changeset/*.md').filter((path) => !path.endsWith('README.md'));
  const read = changesets.map((path) => parseChangeset(textOf(path)));
  expect(read.filter((changeset) => changeset.size === 0)).toEqual([]);
  expect(forgottenIn(together(read), libraries)).toEqual([]);
});

test('of changesets that are released together, the highest level counts', () => {
  const [one, two] = ["'@correlator/core': minor", "'@correlator/core': patch\n'@correlator/events': patch"];
  const read = [one, two].map((head) => parseChangeset(`---\n${head}\n---\n\nSay why.\n`));
  expect([...together(read)]).toEqual([
    ['@correlator/core', 'minor'],
    ['@correlator/events', 'patch'],
  ]);
});

describe('a changeset', () => {
  const core = (version: string): Package => ({
    folder: 'packages/core',
    manifest: { name: '@correlator/core', version },
  });
  const sshd: Package = {
    folder: 'packages/module-sshd',
    manifest: { name: '@correlator/module-sshd', peerDependencies: { '@correlator/core': 'workspace:^' } },
  };
  const forgotten = (version: string, head: string) =>
    forgottenIn(parseChangeset(`---\n${head}\n---\n\nSay why.\n`), [core(version), sshd]);

  it.each([
    ['0.1.0', "'@correlator/core': minor", ['@correlator/module-sshd']],
    ['0.1.0', "'@correlator/core': minor\n'@correlator/module-sshd': patch", ['@correlator/module-sshd']],
    ['0.1.0', "'@correlator/core': minor\n'@correlator/module-sshd': minor", []],
    ['0.1.0', "'@correlator/core': patch", []],
    ['1.1.0', "'@correlator/core': minor", []],
    ['1.1.0', "'@correlator/core': major", ['@correlator/module-sshd']],
    ['1.1.0', "'@correlator/module-sshd': major", []],
  ])('of core %s with %j forgets %j', (version, head, names) => {
    expect(forgotten(version, head)).toEqual(names);
  });
});
