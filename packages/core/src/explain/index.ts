/** What entries are read as, and why: explanations for people, and what modules explain themselves with. */
export {
  createExplainer,
  type Explainer,
  type ExplainerOptions,
  type Explanation,
  type ExplanationJSON,
  explainInput,
  explanationToJSON,
} from './explainer.ts';
export type { TracedPattern } from './pattern-progress.ts';
export { createPatternTracer, type PatternTracer } from './pattern-tracer.ts';
export { type RecordParts, recordParts } from './record-parts.ts';
export { templateOf } from './template-of.ts';
