import type { TextPart, Trace, TraceCandidate } from '../contract/trace.ts';
import { type PatternProgress, ProgressivePattern, type TracedPattern } from './pattern-progress.ts';

/** Others shown at most, and how much of a message they must have matched. */
const mostOthers = 3;
const leastNearness = 3;

/** Says which of some patterns a text matches, and how near others came. */
export interface PatternTracer {
  /** `offset` is added to all positions: where `text` begins in the message. */
  trace(text: string, offset?: number): Trace;
}

/**
 * For modules that try patterns one after the other: the first one that matches counts. Takes time in proportion to the
 * text where the patterns do.
 *
 * @example
 * const tracer = createPatternTracer([{ id: 'login', pattern: /^(\S+) logged in$/, groups: { user: 1 } }]);
 * tracer.trace('ann logged out').others; // login reached 4 and expected 'logged in'
 */
export function createPatternTracer(patterns: readonly TracedPattern[]): PatternTracer {
  let made: readonly ProgressivePattern[] | undefined;
  return {
    trace(text, offset = 0) {
      made ??= patterns.map((pattern) => new ProgressivePattern(pattern));
      const matched = made.find(({ indexed }) => indexed.test(text));
      return {
        matched: matched && { id: matched.id, form: matched.form },
        parts: matched === undefined ? [] : partsOf(matched, text, offset),
        end: offset + text.length,
        others: othersOf(made, matched, text).map((other) => moved(other, offset)),
      };
    },
  };
}

function partsOf({ indexed, names }: ProgressivePattern, text: string, offset: number): TextPart[] {
  const { indices } = indexed.exec(text) ?? {};
  if (indices === undefined) return [];
  const numbered = [...names].map(([number, name]) => [name, indices[number]] as const);
  return [...Object.entries(indices.groups ?? {}), ...numbered]
    .flatMap(([name, span]) => (span === undefined || span[0] === span[1] ? [] : [partAt(name, span, offset)]))
    .sort((a, b) => a.start - b.start);
}

function partAt(name: string, [start, end]: readonly [number, number], offset: number): TextPart {
  return { name, start: start + offset, end: end + offset };
}

function moved({ rest, ...other }: TraceCandidate, by: number): TraceCandidate {
  const reached = other.reached + by;
  return { ...other, reached, ...(rest && { rest: { form: rest.form, start: rest.start + by } }) };
}

/** Beside a match only those are of interest that begin with the same word. */
function othersOf(
  patterns: readonly ProgressivePattern[],
  matched: ProgressivePattern | undefined,
  text: string,
): TraceCandidate[] {
  const word = text.indexOf(' ') + 1;
  const least = matched === undefined ? leastNearness : Math.max(word, leastNearness);
  const near = patterns
    .filter((pattern) => pattern !== matched)
    .map((pattern) => ({ pattern, progress: progressOf(pattern, text) }))
    .filter(({ progress }) => progress.nearness >= least);
  const some = near.some(({ progress }) => progress.reached > 0);
  return near
    .filter(({ progress }) => !some || progress.reached > 0)
    .sort((a, b) => b.progress.nearness - a.progress.nearness)
    .slice(0, mostOthers)
    .map(({ pattern: { id, form }, progress: { reached, expected, rest } }) => ({ id, form, reached, expected, rest }));
}

function progressOf(pattern: ProgressivePattern, text: string): PatternProgress {
  if (pattern.indexed.test(text)) return { reached: text.length, nearness: text.length, expected: [] };
  return pattern.progress(text);
}
