import type { WiredDelivery, WiredListener, WiredModule, WiredPart, Wiring } from './wiring.ts';

/** Everything else is written as a numbered entity: names in configurations may hold whatever they like. */
const plain = /[^\p{L}\p{N} .,:/()_-]/gu;

/** Escapes text for a label. What Mermaid would take for a list or a number at the beginning is not plain text either. */
function escaped(text: string): string {
  const entity = (character: string) => `#${character.codePointAt(0)};`;
  return text.replaceAll(plain, entity).replace(/^[-\d]/, entity);
}

const label = (lines: readonly string[]): string => `"${lines.map(escaped).join('<br>')}"`;

/** Returns the first of many, and how many more there are: a picture has room for few. */
function few(names: readonly string[], most: number): string[] {
  return names.length <= most ? [...names] : [...names.slice(0, most - 1), `and ${names.length - most + 1} more`];
}

const named = (name: string, use: string): string => (name === use ? name : `${name} (${use})`);

/** Nodes by what they stand for; ids are counted, so that no name can be a word of Mermaid's. */
class Ids {
  readonly known = new Map<string, string>();

  of(kind: string, name: string): string {
    const key = `${kind} ${name}`;
    const id = this.known.get(key) ?? `${kind}${this.known.size}`;
    this.known.set(key, id);
    return id;
  }
}

function partName({ id }: WiredPart, { name }: WiredModule): string {
  return id.slice(name.length + 1) || name;
}

function moduleNode(module: WiredModule, ids: Ids): string[] {
  const title = named(module.name, module.use);
  const [only, ...others] = module.parts;
  if (only !== undefined && others.length === 0) return [`${ids.of('part', only.id)}[${label([title])}]`];
  const parts = module.parts.map((part) => `  ${ids.of('part', part.id)}[${label([partName(part, module)])}]`);
  return [`subgraph ${ids.of('module', module.name)} [${label([title])}]`, ...parts, 'end'];
}

/** Returns where edges of a module begin: its frame, or its only part. */
function moduleId(module: WiredModule, ids: Ids): string {
  const [only, ...others] = module.parts;
  return only !== undefined && others.length === 0 ? ids.of('part', only.id) : ids.of('module', module.name);
}

function recordEdges({ modules }: Wiring, ids: Ids): string[] {
  const parts = modules.flatMap((module) => module.parts).filter(({ records }) => records);
  return parts.map(({ id, programs }) => {
    const wanted = programs === null ? ['every record'] : few(programs, 4);
    return `records -->|${label(wanted)}| ${ids.of('part', id)}`;
  });
}

function eventEdges({ modules, listeners }: Wiring, ids: Ids): string[] {
  const edges = new Map<string, string[]>();
  for (const { id, consumes } of modules.flatMap(({ parts }) => parts)) {
    for (const { type, from } of consumes) {
      for (const source of from) {
        const module = modules.find(({ name }) => name === source);
        const kind = listeners.some(({ name }) => name === source) ? 'listener' : 'part';
        const start = module === undefined ? ids.of(kind, source) : moduleId(module, ids);
        const edge = `${start} ${ids.of('part', id)}`;
        edges.set(edge, [...(edges.get(edge) ?? []), type]);
      }
    }
  }
  return [...edges].map(([edge, types]) => edge.replace(' ', ` -->|${label(few(types, 4))}| `));
}

function deliveryText({ system, types, others }: WiredDelivery): string {
  const [only = ''] = types;
  if (types.length === 1) return only;
  return others.length === 0 ? `${system}: all ${types.length} types` : `${system}: ${types.length} types`;
}

function listenerLines({ name, use, events, where, outcomes }: WiredListener, ids: Ids): string[] {
  const id = ids.of('listener', name);
  const given = events.length === 0 ? ['nothing'] : events.map(deliveryText);
  const title = [named(name, use), ...given, ...(where ? ['where its predicate holds'] : [])];
  const back = outcomes.length === 0 ? [] : [`${id} -.->|${label(few(outcomes, 4))}| events`];
  return [`${id}[${label(title)}]`, `events ${events.length === 0 ? '-.->' : '-->'} ${id}`, ...back];
}

/** Returns a wiring as a Mermaid flowchart, from the inputs on the left to the listeners on the right. */
export function wiringMermaid(wiring: Wiring): string {
  const ids = new Ids();
  const { inputs, modules, listeners } = wiring;
  const lines = [
    ...inputs.flatMap(({ name, use, paths, live }) => {
      const id = ids.of('input', name);
      const node = `${id}([${label([named(name, use), ...few(paths, 3)])}])`;
      return [node, `${id} -->|${label([live ? 'as they arrive' : 'to the end'])}| records`];
    }),
    'records{{records}}',
    ...modules.flatMap((module) => moduleNode(module, ids)),
    ...recordEdges(wiring, ids),
    ...eventEdges(wiring, ids),
    'events{{events}}',
    ...modules.filter(({ events }) => events.length > 0).map((module) => `${moduleId(module, ids)} --> events`),
    ...listeners.flatMap((listener) => listenerLines(listener, ids)),
  ];
  return ['flowchart LR', ...lines.map((line) => `  ${line}`), ''].join('\n');
}
