import { dirname, resolve } from 'node:path';
import { describeInstalled, type InstalledComponent, type Kind, listInstalled } from '@correlator/config';
import { componentText, noneText } from '../text/installed-text.ts';
import { say } from '../text/messages.ts';
import { createStyle, jsonText } from '../text/terminal.ts';

/** Options of `correlator modules`, `listeners`, `inputs` and `stores`. */
export interface ListOptions {
  /** A configuration beside which packages are looked for; only its folder matters. */
  readonly config?: string;
  readonly json?: boolean;
}

function print(kind: Kind, components: readonly InstalledComponent[], options: { json: boolean; full: boolean }): void {
  const { json, full } = options;
  const style = createStyle(process.stdout);
  const text = json
    ? jsonText(components)
    : components.map((component) => componentText(component, { style, full })).join('\n') || noneText(kind);
  process.stdout.write(text);
}

/** Prints the installed components of a kind, or one of them in full. */
export async function list(kind: Kind, name: string | undefined, options: ListOptions): Promise<number> {
  const directory = options.config === undefined ? resolve('.') : dirname(resolve(options.config));
  const places = { directory, from: [import.meta.url] };
  const json = options.json === true;
  if (name === undefined) {
    print(kind, await listInstalled(kind, places), { json, full: false });
    return 0;
  }
  const component = await describeInstalled(kind, name, places);
  if (component.problem === undefined || json) print(kind, [component], { json, full: true });
  else say(component.problem);
  return component.problem === undefined ? 0 : 1;
}
