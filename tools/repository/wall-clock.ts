import ts from 'typescript';

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate', 'performance']);
const random = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'hrtime', 'uptime']);
const pureOfDate = new Set(['UTC', 'parse']);

/** Whether a node reads the wall clock, a timer or chance: what would make a replay differ from its capture. */
export function readsWallClock(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || ts.isPropertySignature(node.parent) || ts.isTypeReferenceNode(node.parent))
    return false;
  if (node.text === 'Date') return !isPureDate(node);
  if (node.text === 'random')
    return ts.isPropertyAccessExpression(node.parent) && isNamed(node.parent.expression, 'Math');
  return (timers.has(node.text) && isGlobal(node)) || random.has(node.text);
}

/** `new Date(instant)`, `Date.UTC(...)` and `Date.parse(text)` are functions of what they are given. */
function isPureDate(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isNewExpression(parent)) return (parent.arguments?.length ?? 0) > 0;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression !== node || pureOfDate.has(parent.name.text);
  return false;
}

const isGlobal = (node: ts.Identifier): boolean =>
  !ts.isPropertyAccessExpression(node.parent) ||
  node.parent.expression === node ||
  isNamed(node.parent.expression, 'globalThis');

const isNamed = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name;
