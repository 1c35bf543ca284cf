export type { LineParser } from './contract/line-parser.ts';
export {
  isProgramName,
  type LineFormat,
  type LineParserOptions,
  lineFormats,
  type YearRule,
} from './contract/line-parser-options.ts';
export {
  type FailureReason,
  failureExplanations,
  isParseFailure,
  type ParseFailure,
} from './contract/parse-failure.ts';
export { createLineParser } from './formats/auto.ts';
export { createIsoParser } from './formats/iso.ts';
export { createJournaldParser } from './formats/journald.ts';
export { createRfc3164Parser } from './formats/rfc3164.ts';
export { createRfc5424Parser } from './formats/rfc5424.ts';
export {
  type Frame,
  FrameDecoder,
  type FrameDecoderOptions,
  type FrameFailure,
  type FrameProblem,
  type Framing,
  framings,
} from './frames/frame-decoder.ts';
export { facilityNames, parsePriority, severityNames } from './header/priority.ts';
