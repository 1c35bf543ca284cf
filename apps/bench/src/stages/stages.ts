/** What the time of a run is spent on. */

/** What the time of a run is spent on, in the order of the straight line. */
export const stages = [
  'start-up',
  'reading',
  'parsing',
  'engine',
  'sshd: messages',
  'sshd: sessions',
  'sshd: detection',
  'other modules',
  'state',
  'events, dispatching',
  'listeners, output',
  'garbage collection',
  'compiling',
  'Node.js, the rest',
] as const;

export type Stage = (typeof stages)[number];

/** Beginnings of the paths of sources, and whose time is spent there; the first that fits counts. */
export const stageRules: readonly (readonly [path: string, stage: Stage])[] = [
  ['packages/input-file/src/', 'reading'],
  ['packages/syslog/src/', 'parsing'],
  ['packages/events/src/log-record', 'parsing'],
  ['packages/core/src/testing/create-record', 'parsing'],
  ['packages/core/src/state/', 'state'],
  ['packages/core/src/delivery/', 'events, dispatching'],
  ['packages/core/src/contract/criteria', 'events, dispatching'],
  ['packages/core/src/', 'engine'],
  ['packages/events/src/', 'events, dispatching'],
  ['packages/module-sshd/src/detection/', 'sshd: detection'],
  ['packages/module-sshd/src/messages/', 'sshd: messages'],
  ['packages/module-sshd/src/sessions/process-table', 'state'],
  ['packages/module-sshd/src/', 'sshd: sessions'],
  ['packages/module-', 'other modules'],
  ['apps/bench/src/cases/idle-module', 'other modules'],
  ['packages/listeners/src/', 'listeners, output'],
  ['apps/server/src/', 'listeners, output'],
  ['node_modules/', 'listeners, output'],
];

/** The stage of a source file, by its path from the root of the project. */
export function stageOf(path: string): Stage | undefined {
  return stageRules.find(([beginning]) => path.startsWith(beginning))?.[1];
}
