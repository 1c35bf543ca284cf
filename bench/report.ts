import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Runs, Spread, Summary } from './summary.ts';

const folder = new URL('results/', import.meta.url);

const whole = (number: number): string => Math.round(number).toLocaleString('en');
const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const megabytes = (bytes: number): string => whole(bytes / 1e6);
const ratio = (number: number): string => number.toFixed(2);

function cell({ min, median, max }: Spread, format: (number: number) => string): string {
  return `${format(median)} (${format(min)} to ${format(max)})`;
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** Summaries as a table in Markdown: medians, with the least and the most in brackets. */
export function table(summaries: readonly Summary[]): string {
  const head = [
    '',
    'lines/s',
    'wall, s',
    'CPU, s',
    'peak memory, MB',
    'wall ratio of medians',
    'CPU ratio',
    'by pairs',
  ];
  const rows = summaries.map((summary) => [
    summary.name,
    cell(summary.linesPerSecond, whole),
    cell(summary.wallMs, seconds),
    cell(summary.cpuMs, seconds),
    cell(summary.peakBytes, megabytes),
    ratio(summary.ratioOfMedians),
    ratio(summary.cpuRatioOfMedians),
    cell(summary.pairwise, ratio),
  ]);
  return markdown(head, rows);
}

/** Peak memory of contenders by the length of the log, as a table in Markdown. */
export function memoryTable(sizes: readonly { readonly lines: number; readonly runs: readonly Runs[] }[]): string {
  const head = ['peak memory, MB', ...sizes.map(({ lines }) => `${whole(lines)} lines`)];
  const rows = (sizes[0]?.runs ?? []).map(({ name }, index) => {
    const peaks = sizes.map(({ runs }) => Math.max(...(runs[index]?.runs ?? []).map(({ peakBytes }) => peakBytes)));
    return [name, ...peaks.map(megabytes)];
  });
  return markdown(head, rows);
}

const row = 44;
const left = 190;
const widest = 430;

function bar({ name, linesPerSecond }: Summary, index: number, most: number): string {
  const y = 48 + index * row;
  const x = (value: number): string => (left + (value / most) * widest).toFixed(1);
  const middle = y + 14;
  return [
    `<text x="${left - 10}" y="${middle + 5}" text-anchor="end">${name}</text>`,
    `<rect x="${left}" y="${y}" width="${((linesPerSecond.median / most) * widest).toFixed(1)}" height="28" fill="#3b6ea5"/>`,
    `<path d="M${x(linesPerSecond.min)} ${middle}H${x(linesPerSecond.max)}" stroke="#111" stroke-width="2"/>`,
    `<text x="${left + widest + 12}" y="${middle + 5}">${whole(linesPerSecond.median)}</text>`,
  ].join('\n');
}

/** Summaries as a bar chart: medians of lines per second; the line across a bar goes from the least to the most. */
export function chart(summaries: readonly Summary[]): string {
  const most = Math.max(...summaries.map(({ linesPerSecond }) => linesPerSecond.max));
  const height = 60 + summaries.length * row;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="740" height="${height}" viewBox="0 0 740 ${height}" font-family="sans-serif" font-size="14">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="${left}" y="28" font-weight="bold">Lines per second, median of the runs</text>`,
    ...summaries.map((summary, index) => bar(summary, index, most)),
    '</svg>\n',
  ].join('\n');
}

/** Writes a file of results; answers its path. */
export function writeResult(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = new URL(name, folder);
  writeFileSync(path, text);
  return fileURLToPath(path);
}
