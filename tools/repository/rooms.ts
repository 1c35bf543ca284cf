/**
 * The rooms of packages that are divided, from the ground up: a file may import files of its own room and of those before it.
 * Files beside the rooms stand above them all.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [
    'base',
    'time',
    'state',
    'contract',
    'options',
    'reports',
    'testing',
    'delivery',
    'modules',
    'intake',
    'explain',
    'checkpoints',
    'engine',
  ],
  'packages/config': ['settings', 'loading', 'manifests', 'components', 'engine', 'wiring', 'review'],
  'packages/input-file': ['paths', 'bytes', 'identity', 'lines', 'reading', 'following'],
  'packages/listener-sql': ['options', 'sql', 'postgres', 'sqlite'],
  'packages/listeners': ['options', 'text', 'csv', 'log'],
  'packages/module-sshd': ['options', 'events', 'messages', 'sessions', 'detection'],
  'packages/module-sudo': ['messages'],
  'packages/syslog': ['frames', 'text', 'contract', 'time', 'header', 'formats'],
  'apps/bench': ['log', 'charts', 'measure', 'floors', 'network', 'store', 'cases', 'peers', 'stages', 'sections'],
  'apps/server': ['text', 'explain', 'process', 'commands', 'cli'],
  'apps/torture': ['fuzz', 'restart', 'rotation'],
};

/** Returns the room that a source stands in; `''` beside the rooms. */
export function roomOf(path: string): string {
  const [, , , ...rest] = path.split('/');
  return rest.length > 1 ? (rest[0] ?? '') : '';
}

/** Returns whether a source may import another of the same package. */
export function isDownward(from: string, to: string): boolean {
  const order = rooms[from.split('/').slice(0, 2).join('/')] ?? [];
  const [above, below] = [roomOf(from), roomOf(to)];
  if (above === '' || above === below) return true;
  return below !== '' && order.indexOf(below) < order.indexOf(above);
}

/** Returns whether a source imports what tests are made with, though it is none of that itself. */
export function usesFixtures(from: string, to: string): boolean {
  return roomOf(to) === 'testing' && roomOf(from) !== 'testing';
}
