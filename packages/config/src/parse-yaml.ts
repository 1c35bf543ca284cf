import { CorrelatorError } from '@correlator/events';
import { isNode, LineCounter, parse, parseDocument } from 'yaml';

/** A YAML or JSON text, read. */
export interface ParsedText {
  readonly value: unknown;
  /** The line, from 1, of a path, or of as much of it as there is. */
  lineOf(path: readonly string[]): number | undefined;
}

type Document = ReturnType<typeof parseDocument>;

function nodeAt(document: Document, path: readonly string[]): unknown {
  for (let length = path.length; length > 0; length--) {
    const key = path[length - 1];
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pairs = parent !== null && typeof parent === 'object' && 'items' in parent ? (parent.items as unknown[]) : [];
    for (const [index, item] of pairs.entries()) {
      if (isNode(item) && String(index) === key) return item;
      const named = (item as { key?: unknown }).key;
      if (isNode(named) && String(named) === key) return named;
    }
  }
  return undefined;
}

/** Reads YAML 1.2, of which JSON is a part. Throws `CONFIG_SYNTAX` with the lines and columns of all errors. */
export function parseYaml(text: string, path: string): ParsedText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const list = document.errors.map(({ message }) => `\n  ${message.trimEnd().replaceAll('\n', '\n  ')}`).join('');
    throw new CorrelatorError('CONFIG_SYNTAX', `${path} cannot be read:${list}`, { details: { path } });
  }
  return {
    value: document.toJS(),
    lineOf(wanted) {
      const node = nodeAt(document, wanted);
      return isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined;
    },
  };
}

/** A value as it is written on one line of YAML: `10`, `true`, `5m`, `[a, b]`. Throws where it is none. */
export function parseYamlValue(text: string): unknown {
  return parse(text, { logLevel: 'error' });
}
