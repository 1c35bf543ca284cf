import ts from 'typescript';
import { findNodes } from './syntax.ts';

function isErrorClass(node: ts.Node): node is ts.NewExpression {
  return ts.isNewExpression(node) && node.expression.getText() === 'CorrelatorError';
}

/** A type such as `ConfigProblemCode`: the codes of problems that are told as data. */
function isCodeType(node: ts.Node): node is ts.TypeAliasDeclaration {
  return ts.isTypeAliasDeclaration(node) && node.name.text.endsWith('ProblemCode');
}

const isText = (node: ts.Node | undefined): node is ts.StringLiteral => node !== undefined && ts.isStringLiteral(node);

/** The codes of the errors that a source makes, and of the problems that it declares. */
export function errorCodesOf(source: string): string[] {
  const thrown = (findNodes(source, isErrorClass) as ts.NewExpression[]).map((node) => node.arguments?.[0]);
  const declared = findNodes(source, isCodeType).flatMap((node) => findNodes(node.getText(), ts.isStringLiteral));
  return [...thrown, ...declared].filter(isText).map((node) => node.text);
}

/** Errors whose code is no literal: no table could be compared with them. */
export function hasHiddenCode(node: ts.Node): boolean {
  return isErrorClass(node) && !isText(node.arguments?.[0]);
}
