import type { JournaldInputSettings } from './options.ts';
import { readsSessions, unitsAndSessions } from './sshd-units.ts';

/** Where journalctl begins. */
export type Start = { readonly cursor: string } | 'now' | 'boot' | 'beginning';

/** Which journal, and which entries of it. */
function selection({ units, identifiers, matches, namespace, directory, files }: JournaldInputSettings): string[] {
  const sessions = readsSessions({ units, matches });
  return [
    ...(sessions ? [] : units.map((unit) => `--unit=${unit}`)),
    ...identifiers.map((identifier) => `--identifier=${identifier}`),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...(directory === undefined ? [] : [`--directory=${directory}`]),
    ...files.map((file) => `--file=${file}`),
    ...(sessions ? unitsAndSessions({ units, matches }) : matches),
  ];
}

const output = ['--output=json', '--all', '--no-pager', '--quiet'];

/** The arguments for reading entries. The entry at a cursor comes first, to show that it is still there. */
export function readingArguments(settings: JournaldInputSettings, start: Start): readonly string[] {
  const from = typeof start === 'object' ? [`--cursor=${start.cursor}`] : start === 'boot' ? ['--boot'] : [];
  const follow = settings.follow ? ['--follow', '--no-tail'] : [];
  return [...output, ...from, ...follow, ...selection(settings)];
}

/** The arguments for the last entry that there is. */
export function lastArguments(settings: JournaldInputSettings): readonly string[] {
  return [...output, '--lines=1', ...selection(settings)];
}
