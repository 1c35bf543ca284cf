import { drawing, head, line, margin, pale, rectangle, text, width } from './svg.ts';

export interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart {
  readonly title: string;
  readonly explanation: readonly string[];
  readonly xUnit: string;
  readonly yUnit: string;
  readonly curves: readonly Curve[];
}

const plotHeight = 260;
const left = margin + 40;
const right = width - margin;

/** Numbers from 0 that divide a scale into some five parts: 1, 2 or 5 times a power of ten apart. */
export function ticksTo(most: number): number[] {
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly bottom: number;
}

function drawAxes(xTicks: readonly number[], yTicks: readonly number[], { x, y, bottom }: Scales): string[] {
  return [
    ...yTicks.flatMap((tick) => [
      line(
        [
          [left, y(tick)],
          [right, y(tick)],
        ],
        '#e1e4e8',
      ),
      text(left - 6, y(tick) + 4, number(tick), { size: 12, anchor: 'end', fill: pale }),
    ]),
    ...xTicks.map((tick) => text(x(tick), bottom + 18, number(tick), { size: 12, anchor: 'middle', fill: pale })),
  ];
}

function drawLegend(curves: readonly Curve[], y: number): string[] {
  return curves.flatMap(({ name, colour }, index) => [
    rectangle(margin, y + index * 20, 18, 5, colour),
    text(margin + 26, y + index * 20 + 7, name, { size: 13 }),
  ]);
}

/** Curves over a scale from 0, with the names of what they are above. */
export function lineChart({ title, explanation, xUnit, yUnit, curves }: LineChart): string {
  const { parts, bottom: headBottom } = head(title, explanation);
  const points = curves.flatMap((curve) => curve.points);
  const xTicks = ticksTo(Math.max(...points.map(([x]) => x)));
  const yTicks = ticksTo(Math.max(...points.map(([, y]) => y)));
  const top = headBottom + curves.length * 20 + 30;
  const bottom = top + plotHeight;
  const scales = {
    x: (value: number) => left + (value / (xTicks.at(-1) ?? 1)) * (right - left),
    y: (value: number) => bottom - (value / (yTicks.at(-1) ?? 1)) * plotHeight,
    bottom,
  };
  const drawn = curves.map(({ points: all, colour }) =>
    line(
      all.map(([x, y]) => [scales.x(x), scales.y(y)] as const),
      colour,
      2.5,
    ),
  );
  return drawing(bottom + 48, [
    ...parts,
    ...drawLegend(curves, headBottom),
    text(margin, top - 12, yUnit, { size: 12, fill: pale }),
    ...drawAxes(xTicks, yTicks, scales),
    ...drawn,
    text(right, bottom + 38, xUnit, { size: 12, anchor: 'end', fill: pale }),
  ]);
}
