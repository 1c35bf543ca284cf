/** Units of sshd: pam_systemd moves who is logged in from there into `session-N.scope`, and sshd logs the end of a session from that. */

/** The names under which sshd logs: up to 9.7, from 9.8, and from 10.0. */
export const sshdIdentifiers = ['sshd', 'sshd-session', 'sshd-auth'] as const;

/** `ssh`, `sshd.service`, `ssh@.service`, `sshd@*.service`, `ssh@0-192.0.2.1:22-192.0.2.9:4242.service`. */
const unitOfSshd = /^sshd?(?:@.*)?(?:\.(?:service|socket))?$/;
const sessionScope = /^session-[^/]+\.scope$/;

/** Returns whether a unit is one of sshd, by its usual names. */
export function isUnitOfSshd(unit: string): boolean {
  return unitOfSshd.test(unit);
}

/** Returns whether journalctl takes the name of a unit for a pattern, which it looks up once, at its start. */
export function isPattern(unit: string): boolean {
  return /[*?[]/.test(unit);
}

/** The fields by which units and sessions are found: another match of one of them would be an alternative to it. */
const ownFields = /^(?:_SYSTEMD_UNIT|UNIT|OBJECT_SYSTEMD_UNIT|COREDUMP_UNIT|_PID|_UID|SYSLOG_IDENTIFIER)=/;

/** What is asked of the journal. */
export interface Asked {
  readonly units: readonly string[];
  readonly matches: readonly string[];
}

/**
 * Returns whether entries of sshd are read from the scopes of sessions too: where a unit of sshd is named, and matches can say all that
 * is asked for besides. They cannot express a pattern.
 */
export function readsSessions({ units, matches }: Asked): boolean {
  const canSay = units.every((unit) => isUnitOfSshd(unit) || !isPattern(unit));
  return units.some(isUnitOfSshd) && canSay && !matches.some((match) => ownFields.test(match));
}

/**
 * Returns whether an entry is wanted that is read because sshd is its identifier: of sshd's own units and of sessions, and where the
 * journal did not learn its unit, as that of a process that was gone too soon. It is not wanted of other units.
 */
export function isOfSshd(unit: string | undefined): boolean {
  return unit === undefined || sessionScope.test(unit) || isUnitOfSshd(unit);
}

/** What systemd takes for the end of a unit's name; `.service` is added to a name without one (systemctl(1)). */
const suffix = /\.(?:service|socket|target|device|mount|automount|swap|timer|path|slice|scope)$/;

/** Returns the matches by which journalctl finds the entries of a unit, and those about it, as its `--unit` does. */
function matchesOfUnit(name: string): string[][] {
  const unit = suffix.test(name) ? name : `${name}.service`;
  return [
    [`_SYSTEMD_UNIT=${unit}`],
    ['_PID=1', `UNIT=${unit}`],
    ['_UID=0', `OBJECT_SYSTEMD_UNIT=${unit}`],
    ['_UID=0', `COREDUMP_UNIT=${unit}`],
  ];
}

/**
 * Returns the arguments for the entries of `units`, and of sshd in sessions. Alternatives are joined by `+`, and `matches`, which hold
 * for all of them, stand in each.
 */
export function unitsAndSessions({ units, matches }: Asked): string[] {
  const whole = units.filter((unit) => !isPattern(unit));
  const ofSshd = sshdIdentifiers.map((identifier) => `SYSLOG_IDENTIFIER=${identifier}`);
  const alternatives = [...whole.flatMap(matchesOfUnit), ofSshd];
  return alternatives.flatMap((alternative, i) => [...(i === 0 ? [] : ['+']), ...alternative, ...matches]);
}
