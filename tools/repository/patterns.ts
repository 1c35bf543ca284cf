import { createRequire } from 'node:module';
import { check } from 'recheck';
import ts from 'typescript';

// The native program is several times as fast; where there is none for this system, the same in JavaScript.
process.env.RECHECK_BACKEND = hasNativeProgram() ? 'native' : 'pure';

function hasNativeProgram(): boolean {
  try {
    createRequire(import.meta.resolve('recheck')).resolve(`recheck-${process.platform}-${process.arch}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** A regular expression of the repository, and where it stands. */
export interface Pattern {
  readonly where: string;
  readonly source: string;
  readonly flags: string;
}

/** Whether a node is a regular expression literal. */
export const isPattern = (node: ts.Node): boolean => ts.isRegularExpressionLiteral(node);

/** The pattern of a literal such as `/^a+$/u`. */
export function parsePattern(where: string, literal: string): Pattern {
  const end = literal.lastIndexOf('/');
  return { where, source: literal.slice(1, end), flags: literal.slice(end + 1) };
}

/** What is wrong with a pattern: the input that makes it slow. Nothing when its time grows no faster than its input. */
export async function whySlow({ source, flags }: Pattern): Promise<string | undefined> {
  const result = await check(source, flags, { timeout: 120_000, randomSeed: 1 });
  if (result.status === 'safe') return undefined;
  if (result.status === 'unknown') return `could not be checked (${result.error.kind})`;
  return `${result.complexity.summary} time for ${result.attack.pattern}`;
}

/** The patterns that our own sources build, instead of writing a literal, while a function runs. */
export async function patternsBuiltBy(run: () => Promise<unknown>): Promise<RegExp[]> {
  const built: RegExp[] = [];
  const original = globalThis.RegExp;
  const noted = (pattern: RegExp): RegExp => {
    if (!isBuiltByLibrary(new Error().stack)) built.push(pattern);
    return pattern;
  };
  globalThis.RegExp = new Proxy(original, {
    construct: (target, args, newTarget) => noted(Reflect.construct(target, args, newTarget) as RegExp),
    apply: (target, self, args) => noted(Reflect.apply(target, self, args) as RegExp),
  });
  await run().finally(() => {
    globalThis.RegExp = original;
  });
  return built;
}

/** Whether the caller of the constructor, the first frame outside this file, is a library or Node.js. */
function isBuiltByLibrary(stack = ''): boolean {
  const caller = stack
    .split('\n')
    .find((frame) => frame.startsWith('    at ') && !frame.includes(import.meta.filename));
  return caller === undefined || /node_modules|node:/.test(caller);
}
