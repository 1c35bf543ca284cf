import { nearestName } from '@correlator/events';
import type { CheckedConfig } from './check-config.ts';
import type { ComponentEntry } from './component.ts';
import type { FoundProblem } from './problem.ts';

function typeProblem(type: string, known: readonly string[]): string | undefined {
  if (type.endsWith('.*') || known.includes(type)) return undefined;
  const near = nearestName(type, known);
  return near === undefined ? undefined : `no module dispatches '${type}'; did you mean '${near}'?`;
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
  const types = declared.map(({ type }) => type);
  const systems = [...entries.filter(({ kind }) => kind !== 'input').map(({ name }) => name), 'engine'];
  return config.listeners.flatMap(({ name, criteria }) => {
    const path = `listeners.${name}.criteria`;
    const given = (criteria.types ?? []).filter((type) => typeof type === 'string');
    const wrongTypes = given.map((type) => ({ path: `${path}.types`, message: typeProblem(type, types) }));
    const wrongSystems = (criteria.systems ?? []).map((system) => ({
      path: `${path}.systems`,
      message: systemProblem(system, systems),
    }));
    return [...wrongTypes, ...wrongSystems].flatMap((problem): FoundProblem[] =>
      problem.message === undefined ? [] : [{ code: 'OPTION_INVALID', path: problem.path, message: problem.message }],
    );
  });
}
