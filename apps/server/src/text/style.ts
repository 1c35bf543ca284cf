import { styleText } from 'node:util';

/** Writes text in a style, where the stream shows styles. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Styles for a stream: none where it is no terminal, or where `NO_COLOR` is set. */
export function createStyle(stream: NodeJS.WriteStream): Style {
  return (format, text) => styleText(format, text, { stream });
}
