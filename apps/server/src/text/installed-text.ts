import type { EventDescription, FieldDescription, InstalledComponent, Kind } from '@correlator/config';
import { columns, escapeControl, type Style, wrapped } from './terminal.ts';

/** Options of the text of a component. */
export interface ComponentTextOptions {
  readonly style: Style;
  /** Whether it says what values options take, and which fields events have. */
  readonly full: boolean;
}

type Option = NonNullable<InstalledComponent['options']>[number];

function defaultText(option: Option): string {
  if (option.required) return 'required';
  const { default: value } = option;
  if (!('default' in option)) return 'not set';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function optionRow(option: Option, full: boolean): string[] {
  const { name, expected, description = '' } = option;
  return [name, defaultText(option), ...(full ? [expected] : []), description];
}

function optionsText({ options }: InstalledComponent, full: boolean): string {
  if (options === undefined) return '    its options are not described\n';
  if (options.length === 0) return '    none\n';
  const rows = options.map((option) => optionRow(option, full));
  const title = ['option', 'default', ...(full ? ['expected'] : []), ''];
  return columns([...(full ? [title] : []), ...rows].map(escaped), 4);
}

const escaped = (row: readonly string[]): string[] => row.map(escapeControl);

function fieldRow({ name, kind, label, nullable }: FieldDescription): string[] {
  return [name, nullable ? `${kind} or null` : kind, label];
}

function eventText({ type, severity, fields }: EventDescription, style: Style): string {
  const rows = (fields ?? []).map((field) => escaped(fieldRow(field)));
  const title = `    ${style('bold', escapeControl(type))}, ${severity}`;
  return fields === undefined ? `${title}; its data is open\n` : `${title}\n${columns(rows, 6)}`;
}

function eventRow({ type, severity, fields }: EventDescription): string[] {
  return escaped([
    type,
    severity,
    fields === undefined
      ? ''
      : Object.values(fields)
          .map(({ name }) => name)
          .join(', '),
  ]);
}

function eventsText({ events = [] }: InstalledComponent, { full, style }: ComponentTextOptions): string {
  if (events.length === 0) return '';
  const text = full ? events.map((event) => eventText(event, style)).join('') : columns(events.map(eventRow), 4);
  return `  ${style('underline', 'events')}\n${text}`;
}

function headText({ name, package: from, version, summary }: InstalledComponent, style: Style): string {
  const source = escapeControl([from, version].filter(Boolean).join(' '));
  const head = `${style('bold', escapeControl(name))}  ${style('dim', source)}\n`;
  return summary === undefined ? head : `${head}  ${wrapped(escapeControl(summary), 2)}\n`;
}

function exampleText({ kind, name, options = [] }: InstalledComponent): string {
  const required = options.filter((option) => option.required).map((option) => `${option.name}: …`);
  const value = required.length === 0 ? '{}' : `{ ${required.join(', ')} }`;
  const [section, entry] = kind === 'store' ? ['store', `use: ${name}`] : [`${kind}s`, `${name}: ${value}`];
  return `  in a configuration\n    ${section}:\n      ${escapeControl(entry)}\n`;
}

/** Describes a component: what it is, its options and its events. */
export function componentText(component: InstalledComponent, options: ComponentTextOptions): string {
  const { style, full } = options;
  const head = headText(component, style);
  if (component.problem !== undefined) return `${head}  ${style('red', escapeControl(component.problem))}\n`;
  const example = full ? exampleText(component) : '';
  const known = `  ${style('underline', 'options')}\n${optionsText(component, full)}`;
  return `${head}${example}${known}${eventsText(component, options)}`;
}

/** Returns the message that nothing of a kind is installed. */
export function noneText(kind: Kind): string {
  return `No ${kind} is installed here; install one beside the configuration: npm install correlator-${kind}-…\n`;
}
