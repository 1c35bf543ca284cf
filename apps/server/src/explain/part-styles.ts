import type { Span } from './styled-text.ts';

/** The styles of parts and fields, by name. */
const styles = new Map([
  ['time', '2'],
  ['host', '36'],
  ['program', '1;34'],
  ['pid', '34'],
  ['user', '35'],
  ['address', '1;32'],
  ['claimed', '1;33'],
  ['port', '32'],
  ['method', '96'],
  ['error', '7;31'],
]);

/** The style of text of less weight. */
export const quiet = '2';
/** The style of text that stands out. */
export const strong = '1';
/** The style of what is as it should be. */
export const right = '32';
/** The style of what deserves a look. */
export const remarkable = '1;33';
/** The style of what went wrong. */
export const wrong = '31';

/** Returns the style of a part of a line: that of its name, or the one of all others. */
export function styleOfPart(name: string): string {
  return styles.get(name) ?? '4';
}

/** Returns the style of a field's value, or undefined, as for most. */
export function styleOfField(name: string): string | undefined {
  return styles.get(name);
}

const meanings = new Map([
  ['address', 'address (sure)'],
  ['claimed', 'claimed (perhaps forged)'],
  ['error', 'where parsing failed'],
]);

/** Returns the meaning of each style, in that style. */
export function legend(): Span[] {
  return [...styles].flatMap(([name, style]) => [
    { text: meanings.get(name) ?? name, style, whole: true },
    { text: '  ' },
  ]);
}
