export { createLineParser } from './create-line-parser.ts';
export {
  type Frame,
  FrameDecoder,
  type FrameDecoderOptions,
  type FrameFailure,
  type FrameProblem,
  type Framing,
  framings,
} from './frame-decoder.ts';
export { createIsoParser } from './iso.ts';
export { createJournaldParser } from './journald.ts';
export type { LineParser } from './line-parser.ts';
export { type LineFormat, type LineParserOptions, lineFormats } from './line-parser-options.ts';
export { type FailureReason, failureExplanations, isParseFailure, type ParseFailure } from './parse-failure.ts';
export { facilityNames, parsePriority, severityNames } from './priority.ts';
export { createRfc3164Parser } from './rfc3164.ts';
export { createRfc5424Parser } from './rfc5424.ts';
export type { YearRule } from './year-rule.ts';
