/** The parts of the report: each measures, and writes what came of it. */
import type { Spread } from '../measure/summary.ts';

export const whole = (number: number): string => Math.round(number).toLocaleString('en');
export const seconds = (ms: number): string => (ms / 1000).toFixed(2);
export const megabytes = (bytes: number): string => whole(bytes / 1e6);
export const ratio = (number: number): string => number.toFixed(2);
export const millions = (number: number): string => (number / 1e6).toFixed(number < 995_000 ? 3 : 2);

/** The median, with the least and the most in brackets. */
export function cell({ min, median, max }: Spread, format: (number: number) => string): string {
  return `${format(median)} (${format(min)}–${format(max)})`;
}

/** A table; all columns but the first are of numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** `5 rounds`, `1 round`. */
export const rounds = (count: number): string => `${count} round${count === 1 ? '' : 's'}`;
