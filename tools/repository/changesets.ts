import type { Package } from './packages.ts';

/** How far a changeset raises a version. */
export type Level = 'patch' | 'minor' | 'major';

/** The packages a changeset names, with their levels. */
export type Changeset = ReadonlyMap<string, Level>;

const order: readonly Level[] = ['patch', 'minor', 'major'];

/** Reads the names and levels at the head of a changeset. */
export function parseChangeset(text: string): Changeset {
  const head = text.split('---')[1] ?? '';
  const lines = head.matchAll(/^['"]?(@correlator\/[a-z0-9-]+)['"]?: (patch|minor|major)$/gm);
  return new Map(Array.from(lines, ([, name, level]) => [name as string, level as Level]));
}

/** What changesets that are released together come to: of each package the highest level. */
export function together(changesets: readonly Changeset[]): Changeset {
  const highest = new Map<string, Level>();
  for (const [name, level] of changesets.flatMap((changeset) => [...changeset])) {
    if (rank(level) > rank(highest.get(name))) highest.set(name, level);
  }
  return highest;
}

/**
 * The packages that a changeset forgets. A core that leaves the range its components accept makes a new version of
 * each of them necessary, of the same level: changesets alone would give them only a patch.
 */
export function forgottenIn(changeset: Changeset, packages: readonly Package[]): string[] {
  return packages.flatMap(({ manifest }) => {
    const needed = Object.keys(manifest.peerDependencies ?? {})
      .filter((peer) =>
        leavesRange(
          changeset.get(peer),
          packages.find((each) => each.manifest.name === peer),
        ),
      )
      .map((peer) => rank(changeset.get(peer)));
    return rank(changeset.get(manifest.name)) < Math.max(-1, ...needed) ? [manifest.name] : [];
  });
}

const rank = (level: Level | undefined): number => (level === undefined ? -1 : order.indexOf(level));

/** `^1.2.0` accepts every 1.x, `^0.2.0` accepts 0.2.x alone. */
function leavesRange(level: Level | undefined, raised: Package | undefined): boolean {
  return level === 'major' || (level === 'minor' && raised?.manifest.version?.startsWith('0.') === true);
}
