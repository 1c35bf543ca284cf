import ts from 'typescript';

/** Something a rule found in a source: where, and the text of it. */
export interface Finding {
  readonly line: number;
  readonly text: string;
}

/** A question asked of every node of a source. */
export type Question = (node: ts.Node) => boolean;

/** The nodes of a source for which the question is answered with yes. */
export function findNodes(source: string, question: Question): ts.Node[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ESNext, true);
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (question(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Where a node stands, and its text. */
export function findingOf(node: ts.Node): Finding {
  const file = node.getSourceFile();
  return { line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: node.getText() };
}

/** The findings of a question, as `path:line text`, ready for a message. */
export const describeFindings = (path: string, source: string, question: Question): string[] =>
  findNodes(source, question).map((node) => {
    const { line, text } = findingOf(node);
    return `${path}:${line} ${text}`;
  });
