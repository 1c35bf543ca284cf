import type { YAMLError, YAMLWarning } from 'yaml';

/** One place where a text is no YAML, or no JSON. */
export interface SyntaxProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
}

/** How to mend what people most often get wrong. */
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

/** The first line of what the parser says, without the place and the excerpt that it adds. */
function words(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replace(/ at line \d+, column \d+:?$/, '');
}

/** What the parser found, and how to mend it. */
export function syntaxProblem({ code, message, linePos }: YAMLError | YAMLWarning): SyntaxProblem {
  const at = linePos?.[0] ?? { line: 1, col: 1 };
  const fix = fixes[code];
  return { line: at.line, column: at.col, message: `${words(message)}${fix === undefined ? '' : `; ${fix}`}` };
}
