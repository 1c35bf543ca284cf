import type { Criteria } from '@correlator/core';
import { nearestType } from '../components/criteria-problems.ts';
import type { FoundProblem } from '../loading/problem.ts';
import { type Assembly, type DeclaredEvent, declaredEvents, mayAccept, plainEvents } from '../wiring/assembly.ts';

const keys = ['types', 'severity', 'systems', 'audit'] as const;

function internalTypes({ modules }: Assembly): Set<string> {
  const classes = modules.flatMap(({ made }) => made.flatMap(({ dispatches = [] }) => dispatches));
  return new Set(classes.filter(({ internal }) => internal === true).map(({ type }) => type));
}

function few(names: readonly string[]): string {
  const once = [...new Set(names)];
  return once.length <= 5 ? once.join(', ') : `${once.slice(0, 5).join(', ')} and ${once.length - 5} more`;
}

interface Known {
  readonly events: readonly DeclaredEvent[];
  readonly internal: ReadonlySet<string>;
}

function typeWarning(type: string, { events, internal }: Known): string | undefined {
  if (events.some((event) => mayAccept({ types: [type] }, event))) return undefined;
  if (internal.has(type)) return `'${type}' is for modules only: listeners are never given it; remove it`;
  // A near one is a problem, and reported as such.
  if (
    nearestType(
      type,
      events.map((event) => event.type),
    ) !== undefined
  )
    return undefined;
  return `nothing here declares events '${type}'; add the module that dispatches them, or remove it`;
}

function without(criteria: Criteria, key: string): Criteria {
  return Object.fromEntries(Object.entries(criteria).filter(([name]) => name !== key));
}

type Listener = Assembly['listeners'][number];

function wholeWarning({ component, made }: Listener, events: readonly DeclaredEvent[]): string | undefined {
  const criteria = made.criteria ?? {};
  if (events.some((event) => mayAccept(criteria, event))) return undefined;
  const given = keys.filter((key) => component.criteria[key] !== undefined);
  const helpful = given.flatMap((key) => {
    const fitting = events.filter((event) => mayAccept(without(criteria, key), event));
    return fitting.length === 0 ? [] : `without '${key}' these do: ${few(fitting.map(({ type }) => type))}`;
  });
  const only = criteria.audit === true && component.criteria.audit === undefined ? ' (it takes audit events only)' : '';
  return `no declared event fits ${given.join(' and ')}${only}; ${helpful.join('; ') || 'leave them out'}`;
}

/** Returns criteria that can never hold for what the modules declare: such a listener is silent without a word. */
export function criteriaWarnings(assembly: Assembly): FoundProblem[] {
  const known = { events: [...declaredEvents(assembly), ...plainEvents(assembly)], internal: internalTypes(assembly) };
  return assembly.listeners.flatMap((listener): FoundProblem[] => {
    const { criteria = {} } = listener.made;
    const path = `listeners.${listener.component.name}.criteria`;
    const types = (criteria.types ?? []).map((type) => typeWarning(typeof type === 'string' ? type : type.type, known));
    const wrong = types.flatMap((message, index) =>
      message === undefined ? [] : { path: `${path}.types.${index}`, message },
    );
    const anyType = criteria.types === undefined || types.some((message) => message === undefined);
    const whole = anyType ? wholeWarning(listener, known.events) : undefined;
    const all = whole === undefined ? wrong : [...wrong, { path, message: whole }];
    return all.map((problem) => ({ code: 'CRITERIA_NEVER_HOLD', ...problem }));
  });
}
