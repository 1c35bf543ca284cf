/** The comparison of what a version of OpenSSH writes with the message patterns of the module. */

import { readMessage } from '../src/messages/read-message.ts';
import { type Accepted, accepted } from './accepted.ts';
import { type Examples, examplesOf, textsDefinedIn } from './examples.ts';
import { type LogCall, logCallsIn } from './log-calls.ts';
import type { SourceFile } from './sources.ts';

/** A format string in its place. */
export interface Format extends Examples, Pick<LogCall, 'file' | 'line' | 'function' | 'conditions'> {}

/** A format string of which some examples are not known. */
export interface UnknownFormat extends Format {
  readonly unknown: readonly string[];
}

/** What is known of the format strings of one version. */
export interface Comparison {
  readonly known: readonly Format[];
  /** What no pattern knows and none needs to, by the entry that says why. */
  readonly accepted: ReadonlyMap<Accepted, readonly Format[]>;
  readonly unknown: readonly UnknownFormat[];
}

/** Returns the format strings of log calls in sources, with examples of what they make. */
export function formatsIn(files: readonly SourceFile[], more: readonly SourceFile[] = []): Format[] {
  const defined = new Map([...more, ...files].flatMap(({ text }) => textsDefinedIn(text)));
  return files
    .flatMap(({ path, text }) => logCallsIn(path, text))
    .flatMap((call) => {
      const { file, line, function: name, conditions } = call;
      return examplesOf(call, defined).map((examples) => ({ file, line, function: name, conditions, ...examples }));
    });
}

/** Returns the examples of a format that no pattern knows. A format whose text is not in the source is not known either. */
function unknownOf({ format, lines }: Format): readonly string[] {
  return lines.length === 0 ? [format] : lines.filter((line) => readMessage(line) === undefined);
}

function fits({ file, within, condition, format }: Accepted, found: Format): boolean {
  return (
    (file === undefined || file.test(found.file)) &&
    (within === undefined || within.test(found.function)) &&
    (format === undefined || format.test(found.format)) &&
    (condition === undefined || found.conditions.some((one) => condition.test(one)))
  );
}

/** Compares formats with the patterns. */
export function compareFormats(formats: readonly Format[], list: readonly Accepted[] = accepted): Comparison {
  const known: Format[] = [];
  const unknown: UnknownFormat[] = [];
  const allowed = new Map<Accepted, Format[]>(list.map((entry) => [entry, []]));
  for (const format of formats) {
    const missing = unknownOf(format);
    const entry = missing.length === 0 ? undefined : list.find((one) => fits(one, format));
    if (missing.length === 0) known.push(format);
    else if (entry !== undefined) allowed.get(entry)?.push(format);
    else unknown.push({ ...format, unknown: missing });
  }
  return { known, accepted: allowed, unknown };
}
