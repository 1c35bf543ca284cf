import { CorrelatorError, type Event, type EventClass, isAtLeast, type Severity, severities } from '@correlator/events';

/** Which events a listener is given: all that is stated must hold; nothing stated means every event. */
export interface Criteria {
  /** Event classes, type identifiers (`sshd.session-ended`) or families (`sshd.*`). */
  readonly types?: readonly (string | EventClass)[];
  /** The least grave severity. */
  readonly severity?: Severity;
  /** Names of modules, or `engine`. */
  readonly systems?: readonly string[];
  /** Only audit events (true), or only others (false). */
  readonly audit?: boolean;
  /** A predicate of your own, asked last. */
  readonly where?: (event: Event) => boolean;
}

function matchesType(type: string, wanted: string | EventClass): boolean {
  const pattern = typeof wanted === 'string' ? wanted : wanted.type;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** Whether criteria can ever hold for events of `type`. */
export function acceptsType(criteria: Criteria, type: string): boolean {
  return criteria.types === undefined || criteria.types.some((wanted) => matchesType(type, wanted));
}

/** Whether criteria hold for `event`, its type aside. */
export function acceptsRest(criteria: Criteria, event: Event): boolean {
  if (criteria.severity !== undefined && !isAtLeast(event.severity, criteria.severity)) return false;
  if (criteria.systems !== undefined && !criteria.systems.includes(event.system)) return false;
  if (criteria.audit !== undefined && criteria.audit !== (event.fields !== undefined)) return false;
  return criteria.where === undefined || criteria.where(event);
}

/** Whether criteria hold for `event`. */
export function accepts(criteria: Criteria, event: Event): boolean {
  return acceptsType(criteria, event.type) && acceptsRest(criteria, event);
}

function criteriaProblems({ types, severity, systems, audit, where }: Criteria): string[] {
  const isType = (wanted: unknown) => typeof wanted === 'string' || typeof (wanted as EventClass)?.type === 'string';
  const isSystem = (name: unknown) => typeof name === 'string';
  const problems: string[] = [];
  if (types !== undefined && !(Array.isArray(types) && types.every(isType))) {
    problems.push(
      'types must be a list of event classes and type names (an undefined class may come of a circular import)',
    );
  }
  if (severity !== undefined && !severities.includes(severity)) {
    problems.push(`severity must be one of ${severities.join(', ')}, not ${severity}`);
  }
  if (systems !== undefined && !(Array.isArray(systems) && systems.every(isSystem)))
    problems.push('systems must be a list of names');
  if (audit !== undefined && typeof audit !== 'boolean') problems.push('audit must be true or false');
  if (where !== undefined && typeof where !== 'function') problems.push('where must be a function');
  return problems;
}

/** Refuses criteria that can mean nothing, such as a severity that there is not: `OPTIONS_INVALID`. */
export function checkCriteria(listener: string, criteria: Criteria): void {
  const problems = criteriaProblems(criteria);
  if (problems.length === 0) return;
  throw new CorrelatorError('OPTIONS_INVALID', `listener ${listener}: wrong criteria: ${problems.join('; ')}`);
}
