import type { Span } from './styled-text.ts';

/** Styles of parts and fields, by name. */
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

/** For what is of less weight. */
export const quiet = '2';
/** For what stands out. */
export const strong = '1';
/** For what is as it should be. */
export const right = '32';
/** For what is to be looked at. */
export const remarkable = '1;33';
/** For what went wrong. */
export const wrong = '31';

/** The style of a part of a line: that of its name, or one for all others. */
export function styleOfPart(name: string): string {
  return styles.get(name) ?? '4';
}

/** The style of a field's value; most have none. */
export function styleOfField(name: string): string | undefined {
  return styles.get(name);
}

const meanings = new Map([
  ['address', 'address (sure)'],
  ['claimed', 'claimed (perhaps forged)'],
  ['error', 'where parsing failed'],
]);

/** What the styles mean. */
export function legend(): Span[] {
  return [...styles].flatMap(([name, style]) => [
    { text: meanings.get(name) ?? name, style, whole: true },
    { text: '  ' },
  ]);
}
