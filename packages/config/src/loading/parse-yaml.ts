import { CorrelatorError, messageOf } from '@correlator/events';
import { isNode, LineCounter, parse, parseDocument, type YAMLError, type YAMLWarning } from 'yaml';

/** A YAML or JSON text that was read. */
export interface ParsedText {
  readonly value: unknown;
  /** Returns where a path stands, or as much of it as there is: line and column, from 1. */
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

/** Follows aliases. Throws `CONFIG_SYNTAX` for one of nothing, or of too much. */
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

/** Returns a value as it is written on one line of YAML: `10`, `true`, `5m`, `[a, b]`. Throws if it is not one. */
export function parseYamlValue(text: string): unknown {
  return parse(text, { logLevel: 'error' });
}

/** A place at which a text is not YAML or JSON. */
export interface SyntaxProblem {
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
  readonly message: string;
}

/** The fixes for what people most often get wrong. */
const fixes: Readonly<Partial<Record<(YAMLError | YAMLWarning)['code'], string>>> = {
  BAD_INDENT: 'indent the entries of one map alike, and close each bracket and brace',
  BLOCK_AS_IMPLICIT_KEY: "put quotes around text that contains ': ', or begin a new line",
  BLOCK_IN_FLOW: 'look for a missing comma; between brackets or braces write lists as [a, b], maps as { a: 1 }',
  DUPLICATE_KEY: 'rename one, or remove it',
  MISSING_CHAR: 'check that each bracket, brace and quote is closed, and that entries have commas between them',
  MULTILINE_IMPLICIT_KEY: "write ': ' behind the name, and the name on one line",
  MULTIPLE_DOCS: "a configuration is one document; remove '---'",
  TAB_AS_INDENT: 'indent with spaces, not tabs',
  TAG_RESOLVE_FAILED: 'there are no tags in a configuration; remove it, or put quotes around the text',
  UNEXPECTED_TOKEN: 'remove what is left over, or put quotes around text with special characters',
};

/** Returns the first line of what the parser says, without the place and the excerpt that it adds. */
function words(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replace(/ at line \d+, column \d+:?$/, '');
}

/** Returns a problem that the parser found, and how to mend it. */
export function syntaxProblem({ code, message, linePos }: YAMLError | YAMLWarning): SyntaxProblem {
  const at = linePos?.[0] ?? { line: 1, col: 1 };
  const fix = fixes[code];
  return { line: at.line, column: at.col, message: `${words(message)}${fix === undefined ? '' : `; ${fix}`}` };
}
