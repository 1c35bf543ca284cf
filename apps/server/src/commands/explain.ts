import { type Input, type InputContext, parseOptions, systemClock } from '@correlator/core';
import {
  createExplainer,
  type Explainer,
  type Explanation,
  explainInput,
  explanationToJSON,
} from '@correlator/core/explain';
import { createFileInput, fileOptions } from '@correlator/input-file';
import { createExplanationText } from '../explain/explanation-text.ts';
import { warn } from '../text/messages.ts';
import { createOutput } from '../text/output.ts';
import { escapeJsonControl } from '../text/terminal.ts';
import { type ReplayOptions, replaySetup } from './replay-setup.ts';

/** Options of `correlator explain`. */
export type ExplainOptions = Omit<ReplayOptions, 'quiet' | 'partitions'>;

/** The approximate number of characters that are written at a time. */
const pieceLength = 64 * 1024;

function inputOf(file: string, { year, format }: ExplainOptions): Input {
  const options = { paths: file, ...(year && { year }), ...(format && { format }) };
  return createFileInput(parseOptions(fileOptions, options, 'explain'), { name: 'explain', emptyLines: true });
}

function contextOf(zone: string): InputContext {
  return { clock: systemClock, zone, warn };
}

function createText({ json }: ExplainOptions, explainer: Explainer): (explanation: Explanation) => string {
  if (json === true) {
    return (explanation) => `${escapeJsonControl(JSON.stringify(explanationToJSON(explanation)))}\n`;
  }
  const { isTTY, columns } = process.stdout;
  const colour = isTTY === true && process.env.NO_COLOR === undefined;
  const text = createExplanationText({ colour, width: isTTY === true ? columns : Number.POSITIVE_INFINITY });
  return (explanation) => text(explanation, explainer.traces(explanation));
}

/** Prints how each line of a file was parsed, and what the modules read in it. */
export async function explain(file: string, options: ExplainOptions): Promise<number> {
  const { modules, zone = 'UTC' } = await replaySetup(options);
  const explainer = createExplainer({ modules, program: options.program });
  const textOf = createText(options, explainer);
  const output = createOutput(process.stdout, () => process.exit(0));
  for await (const batch of explainInput(inputOf(file, options), explainer, contextOf(options.zone ?? zone))) {
    let text = '';
    for (const explanation of batch) {
      text += textOf(explanation);
      if (text.length < pieceLength) continue;
      await output.write(text);
      text = '';
    }
    await output.write(text);
  }
  return 0;
}
