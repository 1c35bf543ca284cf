import { type ConfigReview, reviewConfig, wiringMermaid } from '@correlator/config';
import { reviewText, wiringText } from '../text/review-text.ts';
import { createStyle, jsonText } from '../text/terminal.ts';

/** Options of `correlator check`. */
export interface CheckOptions {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly mermaid?: boolean;
}

function reviewJson(review: ConfigReview, valid: boolean): string {
  const { path = null, wiring = null, problems, warnings } = review;
  const mermaid = wiring === null ? null : wiringMermaid(wiring);
  return jsonText({ valid, path, problems, warnings, wiring, mermaid });
}

function print(review: ConfigReview, valid: boolean, { json, mermaid }: CheckOptions): void {
  const { wiring } = review;
  if (json) {
    process.stdout.write(reviewJson(review, valid));
  } else if (mermaid) {
    // Standard output holds the picture alone: it goes into a file or another program.
    process.stderr.write(reviewText(review, createStyle(process.stderr)));
    if (wiring !== undefined) process.stdout.write(wiringMermaid(wiring));
  } else {
    const style = createStyle(process.stdout);
    const wired = wiring === undefined ? '' : `\n${wiringText(wiring, style)}`;
    process.stdout.write(`${reviewText(review, style)}${wired}`);
  }
}

/** Checks a configuration and prints what is wrong with it and what it would run. */
export async function check(options: CheckOptions): Promise<number> {
  const { config: path, set, strict = false } = options;
  const review = await reviewConfig({ path, set, from: [import.meta.url] });
  const valid = review.problems.length === 0 && !(strict && review.warnings.length > 0);
  print(review, valid, options);
  return valid ? 0 : 1;
}
