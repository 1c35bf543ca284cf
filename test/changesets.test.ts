import { describe, expect, it } from 'vitest';
import { forgottenIn, parseChangeset } from './repository/changesets.ts';
import { libraries, type Package, sources, textOf } from './repository/packages.ts';

describe('every changeset names the components that its core leaves behind', () => {
  const changesets = sources('.changeset/*.md').filter((path) => !path.endsWith('README.md'));

  it(`in ${changesets.length} changesets`, () => {
    const forgotten = changesets.map((path) => [path, forgottenIn(parseChangeset(textOf(path)), libraries)] as const);
    expect(forgotten.filter(([, names]) => names.length > 0)).toEqual([]);
  });
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
