import type { MessagePattern } from './patterns/pattern.ts';

/**
 * A place to look at in a text, and by the character that stands there the next step, or the patterns that may match.
 */
interface Step<P> {
  /** The place; -1 if no further look would tell more. */
  readonly at: number;
  readonly next: readonly (Step<P> | undefined)[];
  readonly patterns: readonly P[];
}

type Prefixed = Pick<MessagePattern, 'prefix'>;

function distinctAt(patterns: readonly Prefixed[], at: number): number {
  return new Set(patterns.map(({ prefix }) => prefix.charCodeAt(at))).size;
}

/** Returns the place that tells most of the prefixes apart, or -1 if none does. */
function bestPlace(patterns: readonly Prefixed[]): number {
  const shortest = Math.min(...patterns.map(({ prefix }) => prefix.length));
  let [best, most] = [-1, 1];
  for (let at = 0; at < shortest; at++) {
    const distinct = distinctAt(patterns, at);
    if (distinct > most) [best, most] = [at, distinct];
  }
  return best;
}

function stepOf<P extends Prefixed>(patterns: readonly P[]): Step<P> {
  const at = bestPlace(patterns);
  if (at === -1) return { at, next: [], patterns };
  const groups: P[][] = [];
  for (const pattern of patterns) {
    const code = pattern.prefix.charCodeAt(at);
    groups[code] ??= [];
    groups[code].push(pattern);
  }
  return { at, next: Array.from(groups, (group) => group && stepOf(group)), patterns: [] };
}

/**
 * Makes a function that finds the patterns whose prefix a text may begin with. It looks at a few characters of the text,
 * however many patterns there are. Those that it returns keep their order; those that it leaves out cannot match.
 */
export function createPatternFinder<P extends Prefixed>(patterns: readonly P[]): (text: string) => readonly P[] {
  const root = stepOf(patterns);
  const none: readonly P[] = [];
  return (text) => {
    let step: Step<P> | undefined = root;
    while (step !== undefined && step.at >= 0) step = step.next[text.charCodeAt(step.at)];
    return step === undefined ? none : step.patterns;
  };
}
