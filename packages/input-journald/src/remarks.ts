import type { JournaldInputSettings } from './options.ts';
import { isUnitOfSshd, readsSessions } from './sshd-units.ts';

/** What is worth knowing of a journald input: who wrote an entry, and whether sessions are read. */
export function journaldRemarks({ units, matches }: JournaldInputSettings): readonly string[] {
  return [
    'the journal says who wrote an entry: modules may tell sshd from a user',
    ...sessionRemarks({ units, matches }),
  ];
}

function sessionRemarks(asked: Pick<JournaldInputSettings, 'units' | 'matches'>): string[] {
  const unit = asked.units.find(isUnitOfSshd);
  if (unit === undefined) return [];
  if (readsSessions(asked))
    return [`what sshd says in sessions (session-*.scope) is read with ${unit}: it logs out there`];
  return [
    `what sshd says in sessions (session-*.scope) is not read with ${unit}, and so no logout: give identifiers [sshd, sshd-session, sshd-auth] in place of units, or what is asked for besides in an input of its own`,
  ];
}
