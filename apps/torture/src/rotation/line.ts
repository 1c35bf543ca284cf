/** Behind the number of a line: where that is missing, the line was torn. */
const filling = `${'x'.repeat(40)};`;

/** The `n`th line of the log, some 100 bytes. */
export function lineOf(n: number, ms: number): string {
  return `${new Date(ms).toISOString()} host writer[1]: n=${String(n).padStart(10, '0')} ${filling}\n`;
}

/** The number of a line, by its message; undefined where it is no whole line. */
export function numberOf(message: string): number | undefined {
  if (!message.endsWith(filling)) return undefined;
  const digits = /^n=(\d{10}) x{40};$/.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
