import { drawing, head, ink, line, margin, rectangle, text, width } from './svg.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The least and the most of the runs. */
  readonly min: number;
  readonly max: number;
  /** The value in words, behind the bar. */
  readonly note: string;
  /** Drawn in another colour: what the others are compared with. */
  readonly isBase: boolean;
}

/** Bars on a scale of their own. */
export interface BarGroup {
  readonly title: string;
  readonly bars: readonly Bar[];
}

export interface BarChart {
  readonly title: string;
  readonly explanation: readonly string[];
  readonly groups: readonly BarGroup[];
}

const rowHeight = 50;
const titleHeight = 34;
const barHeight = 18;
const noteSize = 13;
/** Of a character of bold text, in parts of its size: a little much, as fonts differ. */
const characterWidth = 0.66;

interface Scale {
  readonly most: number;
  /** The length of a bar of so much. */
  readonly widest: number;
}

function drawBar({ label, value, min, max, note, isBase }: Bar, y: number, { most, widest }: Scale): string[] {
  const x = (of: number): number => margin + (of / most) * widest;
  const top = y + 20;
  const middle = top + barHeight / 2;
  return [
    text(margin, y + 14, label, { size: 13 }),
    rectangle(margin, top, x(value) - margin, barHeight, isBase ? '#9aa5b1' : '#2f6db3'),
    line(
      [
        [x(min), middle],
        [x(max), middle],
      ],
      ink,
      2,
    ),
    text(Math.max(x(value), x(max)) + 8, middle + 5, note, { size: noteSize, bold: !isBase }),
  ];
}

function drawGroup({ title, bars }: BarGroup, y: number, widest: number): string[] {
  const scale = { most: Math.max(...bars.map(({ max }) => max)), widest };
  return [
    line(
      [
        [margin, y + 6],
        [width - margin, y + 6],
      ],
      '#d5d9de',
    ),
    text(margin, y + 26, title, { size: 14, bold: true }),
    ...bars.flatMap((bar, index) => drawBar(bar, y + titleHeight + index * rowHeight, scale)),
  ];
}

/** Groups of bars; the line across a bar's end goes from the least to the most. */
export function barChart({ title, explanation, groups }: BarChart): string {
  const { parts, bottom } = head(title, explanation);
  const notes = groups.flatMap(({ bars }) => bars.map(({ note }) => note.length));
  const widest = width - 2 * margin - Math.max(...notes) * noteSize * characterWidth;
  let y = bottom;
  for (const group of groups) {
    parts.push(...drawGroup(group, y, widest));
    y += titleHeight + group.bars.length * rowHeight + 8;
  }
  return drawing(y + 8, parts);
}
