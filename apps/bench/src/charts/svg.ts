/** Charts of figures, as SVG. */

type Attributes = Readonly<Record<string, string | number>>;

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const round = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 10) / 10) : escapeXml(value);

/** An element; its children are elements already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${round(value)}"`);
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

export interface TextStyle {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
  readonly bold?: boolean;
}

export const ink = '#1a1a1a';
export const pale = '#5c5c5c';

/** Text with its base line at a point. */
export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { size = 14, anchor = 'start', fill = ink, bold = false } = style;
  const weight = bold ? { 'font-weight': 'bold' } : {};
  return element('text', { x, y, 'font-size': size, 'text-anchor': anchor, fill, ...weight }, escapeXml(content));
}

export function rectangle(x: number, y: number, width: number, height: number, fill: string): string {
  return element('rect', { x, y, width: Math.max(0, width), height, fill });
}

/** A line through points. */
export function line(points: readonly (readonly [x: number, y: number])[], stroke: string, width = 1): string {
  const path = points.map(([x, y]) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`).join('L');
  return element('path', { d: `M${path}`, stroke, 'stroke-width': width, fill: 'none', 'stroke-linejoin': 'round' });
}

/** Wide enough for words, narrow enough to be read on a telephone. */
export const width = 480;
export const margin = 16;

/** A chart: its title, what it shows in a line or two, and its parts below. */
export function drawing(height: number, parts: readonly string[]): string {
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': 'DejaVu Sans, Verdana, Helvetica, Arial, sans-serif',
    },
    rectangle(0, 0, width, height, '#ffffff'),
    ...parts,
  )}\n`;
}

/** The head of a chart, and where it ends. */
export function head(
  title: string,
  explanation: readonly string[],
): { readonly parts: string[]; readonly bottom: number } {
  const lines = explanation.map((each, index) => text(margin, 50 + index * 17, each, { size: 12, fill: pale }));
  return { parts: [text(margin, 28, title, { size: 17, bold: true }), ...lines], bottom: 50 + explanation.length * 17 };
}
