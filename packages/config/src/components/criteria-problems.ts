import { engineEvents, type Manifest } from '@correlator/core';
import { nearestName } from '@correlator/events';
import type { FoundProblem } from '../loading/problem.ts';
import type { ComponentEntry } from './component.ts';

/** Types of events that need no declaration. */
const plainTypes = ['error', 'warning', 'notice'];

/** Returns the families of a type: `sshd` for `sshd.session-ended`, and so on. */
function familiesOf(type: string): string[] {
  const words = type.split('.');
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join('.'));
}

/** Returns the known type, or family of types, that a misspelt one most likely means. */
export function nearestType(type: string, known: readonly string[]): string | undefined {
  if (!type.endsWith('.*')) return nearestName(type, known);
  const near = nearestName(type.slice(0, -2), known.flatMap(familiesOf));
  return near === undefined ? undefined : `${near}.*`;
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

/** Returns a listener's criteria as far as they are what they should be. */
function criteriaOf({ value }: ComponentEntry): { types: readonly unknown[]; systems: readonly unknown[] } {
  const { criteria } = (value ?? {}) as { criteria?: unknown };
  const { types, systems } = (criteria ?? {}) as Partial<Record<'types' | 'systems', unknown>>;
  return { types: Array.isArray(types) ? types : [], systems: Array.isArray(systems) ? systems : [] };
}

function problemsOf(path: string, names: readonly unknown[], problemOf: (name: string) => string | undefined) {
  return names.flatMap((name, index): FoundProblem[] => {
    const message = typeof name === 'string' ? problemOf(name) : undefined;
    return message === undefined ? [] : [{ code: 'OPTION_INVALID', path: `${path}.${index}`, message }];
  });
}

/**
 * Returns criteria that can never hold, as the names in them are misspelt: such a listener would be silent without a word.
 * Types are only doubted if a right one is near, as modules may dispatch types that they do not declare, and if the manifests
 * of all components are known.
 */
export function criteriaProblems(
  entries: readonly ComponentEntry[],
  manifests: readonly (Manifest | undefined)[],
): FoundProblem[] {
  const declared = manifests.flatMap((manifest) => (manifest && 'events' in manifest ? (manifest.events ?? []) : []));
  const types = [...[...declared, ...engineEvents].map(({ type }) => type), ...plainTypes];
  const known = manifests.every((manifest) => manifest !== undefined);
  const systems = [...entries.filter(({ kind }) => kind !== 'input').map(({ name }) => name), 'engine'];
  return entries.flatMap((entry) => {
    if (entry.kind !== 'listener') return [];
    const criteria = criteriaOf(entry);
    const path = `listeners.${entry.name}.criteria`;
    return [
      ...problemsOf(`${path}.types`, known ? criteria.types : [], (type) => typeProblem(type, types)),
      ...problemsOf(`${path}.systems`, criteria.systems, (system) => systemProblem(system, systems)),
    ];
  });
}
