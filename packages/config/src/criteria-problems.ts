import { engineEvents } from '@correlator/core';
import { nearestName } from '@correlator/events';
import type { CheckedConfig } from './check-config.ts';
import type { ComponentEntry } from './component.ts';
import type { FoundProblem } from './problem.ts';

/** Types of events that need no declaration. */
const plainTypes = ['error', 'warning', 'notice'];

/** `sshd.*` for `sshd.session-ended`, and so on. */
function familiesOf(type: string): string[] {
  const words = type.split('.');
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`);
}

/** The known type, or family of types, that a misspelt one most likely meant. */
export function nearestType(type: string, known: readonly string[]): string | undefined {
  return nearestName(type, type.endsWith('.*') ? known.flatMap(familiesOf) : known);
}

function typeProblem(type: string, known: readonly string[]): string | undefined {
  const near = nearestType(type, known);
  if (near === undefined || near === type) return undefined;
  return `no module dispatches ${type.endsWith('.*') ? 'events ' : ''}'${type}'; did you mean '${near}'?`;
}

function systemProblem(system: string, known: readonly string[]): string | undefined {
  if (known.includes(system)) return undefined;
  const near = nearestName(system, known);
  const hint = near === undefined ? `the systems are ${known.join(', ')}` : `did you mean '${near}'?`;
  return `there is no module '${system}'; ${hint}`;
}

/**
 * Criteria that can never hold, as the names in them are misspelt: such a listener would be silent without a word. Types
 * are only doubted where a right one is near, as modules may dispatch types that they do not declare.
 */
export function criteriaProblems(config: CheckedConfig, entries: readonly ComponentEntry[]): FoundProblem[] {
  const declared = [...config.modules, ...config.listeners].flatMap(({ manifest }) => manifest.events ?? []);
  const types = [...[...declared, ...engineEvents].map(({ type }) => type), ...plainTypes];
  const systems = [...entries.filter(({ kind }) => kind !== 'input').map(({ name }) => name), 'engine'];
  return config.listeners.flatMap(({ name, criteria }) => {
    const path = `listeners.${name}.criteria`;
    const wrongTypes = (criteria.types ?? []).map((type, index) => ({
      path: `${path}.types.${index}`,
      message: typeof type === 'string' ? typeProblem(type, types) : undefined,
    }));
    const wrongSystems = (criteria.systems ?? []).map((system, index) => ({
      path: `${path}.systems.${index}`,
      message: systemProblem(system, systems),
    }));
    return [...wrongTypes, ...wrongSystems].flatMap((problem): FoundProblem[] =>
      problem.message === undefined ? [] : [{ code: 'OPTION_INVALID', path: problem.path, message: problem.message }],
    );
  });
}
