import { escapeControl } from './terminal.ts';

/** Returns a message of the command as one line, safe for a terminal. */
export function messageLine(text: string): string {
  return `correlator: ${escapeControl(text)}\n`;
}

/** Writes a message to standard error. */
export function say(text: string): void {
  process.stderr.write(messageLine(text));
}

/** Writes a warning to standard error. */
export function warn(text: string): void {
  say(`warning: ${text}`);
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const escapeLines = (text: string): string => text.split('\n').map(escapeControl).join('\n');

/** Returns the text of an error: its message, which names the fix, its code, and its stack if that is wanted. */
export function errorText(error: unknown, { stack = false }: { readonly stack?: boolean } = {}): string {
  if (!(error instanceof Error)) return messageLine(String(error));
  const code = codeOf(error);
  const message = `correlator: ${escapeLines(error.message)}${code === undefined ? '' : `\n  [${code}]`}\n`;
  return stack ? `${message}${escapeLines(error.stack ?? '')}\n` : message;
}
