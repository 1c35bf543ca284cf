export type { BlockHeader } from './block.ts';
export type { CapturedRun } from './block-text.ts';
export { type Capture, type CaptureReading, type CaptureSpan, openCapture, type RunCapture } from './capture.ts';
export { capturePaths } from './capture-file.ts';
export { CaptureWriter, type CaptureWriterOptions, createCaptureTap, createCaptureWriter } from './capture-writer.ts';
export { type JournalOptions, type JournalSettings, journalOptions } from './journal-options.ts';
export { createJournaledInput } from './journaled-input.ts';
export { type CaptureFilter, type Rewriting, type Rewritten, rewriteCapture } from './rewrite.ts';
export { type BlockPlace, type Blocks, type Damage, damageText, isCapture, walkBlocks } from './walk-blocks.ts';
