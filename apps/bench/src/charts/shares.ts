import { drawing, head, margin, pale, rectangle, text, width } from './svg.ts';

export interface Share {
  readonly name: string;
  readonly value: number;
}

export interface ShareBar {
  readonly label: string;
  /** The whole in words. */
  readonly note: string;
  readonly shares: readonly Share[];
}

export interface ShareChart {
  readonly title: string;
  readonly explanation: readonly string[];
  /** All names of shares, in order. */
  readonly names: readonly string[];
  readonly bars: readonly ShareBar[];
}

/** Apart from one another also in grey and for people who see few colours: neighbours differ in lightness. */
const colours = [
  '#b8b8b8',
  '#4477aa',
  '#88ccee',
  '#117733',
  '#ddcc77',
  '#cc6677',
  '#882255',
  '#aa4499',
  '#44aa99',
  '#332288',
  '#ee8866',
  '#666666',
  '#bbcc33',
  '#dddddd',
];
const darkInk = new Set(['#b8b8b8', '#88ccee', '#ddcc77', '#44aa99', '#ee8866', '#bbcc33', '#dddddd']);

const whole = width - 2 * margin;
const rowHeight = 56;
const legendColumns = 2;
const legendRow = 20;
const leastLabelled = 0.055;

function drawBar({ label, note, shares }: ShareBar, y: number, colourOf: ReadonlyMap<string, string>): string[] {
  const sum = shares.reduce((all, { value }) => all + value, 0);
  const parts = [
    text(margin, y + 14, label, { size: 13, bold: true }),
    text(width - margin, y + 14, note, { size: 12, anchor: 'end', fill: pale }),
  ];
  let x = margin;
  for (const { name, value } of shares) {
    const length = (value / sum) * whole;
    const colour = colourOf.get(name) ?? '#000000';
    parts.push(rectangle(x, y + 21, length, 24, colour));
    if (value / sum >= leastLabelled) {
      const fill = darkInk.has(colour) ? '#111111' : '#ffffff';
      parts.push(
        text(x + length / 2, y + 38, `${Math.round((value / sum) * 100)}`, { size: 12, anchor: 'middle', fill }),
      );
    }
    x += length;
  }
  return parts;
}

function drawLegend(names: readonly string[], y: number, colourOf: ReadonlyMap<string, string>): string[] {
  const rows = Math.ceil(names.length / legendColumns);
  return names.flatMap((name, index) => {
    const x = margin + Math.floor(index / rows) * (whole / legendColumns);
    const top = y + (index % rows) * legendRow;
    return [rectangle(x, top, 13, 13, colourOf.get(name) ?? ''), text(x + 20, top + 11, name, { size: 13 })];
  });
}

/** Bars of equal length, divided into shares, with numbers in per cent. */
export function shareChart({ title, explanation, names, bars }: ShareChart): string {
  const { parts, bottom } = head(title, explanation);
  const colourOf = new Map(names.map((name, index) => [name, colours[index % colours.length] ?? '']));
  parts.push(...drawLegend(names, bottom + 4, colourOf));
  const legendHeight = Math.ceil(names.length / legendColumns) * legendRow;
  const y = bottom + legendHeight + 12;
  bars.forEach((bar, index) => void parts.push(...drawBar(bar, y + index * rowHeight, colourOf)));
  return drawing(y + bars.length * rowHeight + 8, parts);
}
