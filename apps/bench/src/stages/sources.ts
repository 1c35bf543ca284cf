import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';

const root = new URL('../../../../', import.meta.url).href;
const sourceMaps = new Map<string, SourceMap | undefined>();

function sourceMapOf(url: string): SourceMap | undefined {
  if (!sourceMaps.has(url)) {
    const map = new URL(url);
    map.pathname += '.map';
    map.search = '';
    const payload = existsSync(map) ? (JSON.parse(readFileSync(map, 'utf8')) as SourceMapPayload) : undefined;
    sourceMaps.set(url, payload && new SourceMap(payload));
  }
  return sourceMaps.get(url);
}

/** Where a function stands. */
export interface FunctionSource {
  /** Empty where it has none, as the code of a module itself. */
  readonly name: string;
  /** From the root of the project; of a package of others, from `node_modules/`. */
  readonly path: string;
}

function find(text: string): FunctionSource | undefined {
  const [, name, place = '', line, column] = /^(\S*) ?(file:\S+|\/\S+):(\d+):(\d+)$/.exec(text) ?? [];
  const url = place.startsWith('/') ? `file://${place}` : place;
  if (name === undefined || !url.startsWith(root)) return undefined;
  const entry = sourceMapOf(url)?.findEntry(Number(line) - 1, Number(column) - 1);
  const origin = entry !== undefined && 'originalSource' in entry ? new URL(entry.originalSource, url).href : url;
  return { name, path: origin.slice(root.length).replace(/^.*(?=node_modules\/)/, '') };
}

const known = new Map<string, FunctionSource | undefined>();

/** The source of a function that is given as `name url:line:column`; undefined where it is not of the project. */
export function sourceOf(text: string): FunctionSource | undefined {
  if (!known.has(text)) known.set(text, find(text));
  return known.get(text);
}
