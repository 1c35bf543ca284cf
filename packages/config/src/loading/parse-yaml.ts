import { CorrelatorError, messageOf } from '@correlator/events';
import { isNode, LineCounter, parse, parseDocument } from 'yaml';
import { type SyntaxProblem, syntaxProblem } from './syntax-problem.ts';

/** A YAML or JSON text, read. */
export interface ParsedText {
  readonly value: unknown;
  /** Where a path stands, or as much of it as there is: line and column, from 1. */
  placeOf(path: readonly string[]): { readonly line: number; readonly column: number } | undefined;
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
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0) throw syntaxError(path, wrong.map(syntaxProblem));
  return {
    value: readValue(document, path),
    placeOf(wanted) {
      const node = nodeAt(document, wanted);
      if (!isNode(node) || !node.range) return undefined;
      const { line, col: column } = lines.linePos(node.range[0]);
      return { line, column };
    },
  };
}

/** Aliases are only followed now: one of nothing, or of too much, throws. */
function readValue(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const message = `${messageOf(cause)}; write out what the alias stands for`;
    throw syntaxError(path, [{ line: 1, column: 1, message }]);
  }
}

function syntaxError(path: string, problems: readonly SyntaxProblem[]): CorrelatorError {
  const list = problems.map(({ line, column, message }) => `\n  line ${line}, column ${column}: ${message}`).join('');
  return new CorrelatorError('CONFIG_SYNTAX', `${path} cannot be read:${list}`, { details: { path, problems } });
}

/** A value as it is written on one line of YAML: `10`, `true`, `5m`, `[a, b]`. Throws where it is none. */
export function parseYamlValue(text: string): unknown {
  return parse(text, { logLevel: 'error' });
}
