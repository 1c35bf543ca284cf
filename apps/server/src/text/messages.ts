import { escapeControl } from './terminal.ts';

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const escapeLines = (text: string): string => text.split('\n').map(escapeControl).join('\n');

/** Returns the text of an error: its message, which names the fix, its code, and its stack if that is wanted. */
export function errorText(error: unknown, { stack = false }: { readonly stack?: boolean } = {}): string {
  if (!(error instanceof Error)) return `correlator: ${escapeControl(String(error))}\n`;
  const code = codeOf(error);
  const message = `correlator: ${escapeLines(error.message)}${code === undefined ? '' : `\n  [${code}]`}\n`;
  return stack ? `${message}${escapeLines(error.stack ?? '')}\n` : message;
}
