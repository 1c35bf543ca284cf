import { createRequire } from 'node:module';
import type { Environment, Template } from 'nunjucks';
import { CorrelatorError, messageOf } from './errors.ts';

/** The templates of an event class. They come from code, never from logs. */
export interface Templates {
  /** One line of plain text. */
  readonly summary: string;
  /** A message in plain text. */
  readonly text?: string;
  /** A message in HTML; what is put into it is escaped. */
  readonly html?: string;
}

interface Nunjucks {
  readonly Environment: typeof Environment;
  readonly Template: typeof Template;
}

interface Renderer {
  readonly nunjucks: Nunjucks;
  readonly plain: Environment;
  readonly html: Environment;
}

let renderer: Renderer | undefined;
const compiled = { plain: new Map<string, Template>(), html: new Map<string, Template>() };

/** Loads nunjucks when the first event is rendered: many programs never render one. */
function loadRenderer(): Renderer {
  const nunjucks = createRequire(import.meta.url)('nunjucks') as Nunjucks;
  const environment = (autoescape: boolean) =>
    new nunjucks.Environment(null, { autoescape, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true });
  renderer = { nunjucks, plain: environment(false), html: environment(true) };
  return renderer;
}

function compile(kind: 'plain' | 'html', source: string): Template {
  const { nunjucks, [kind]: environment } = renderer ?? loadRenderer();
  const template = new nunjucks.Template(source, environment, undefined, true);
  compiled[kind].set(source, template);
  return template;
}

/** Renders `source` with `context`. Throws `TEMPLATE_FAILED` for a name that the context lacks. */
export function render(kind: 'plain' | 'html', source: string, context: object): string {
  try {
    return (compiled[kind].get(source) ?? compile(kind, source)).render(context);
  } catch (cause) {
    const names = Object.keys(context).join(', ');
    const problem = messageOf(cause).replaceAll(/\s+/g, ' ');
    throw new CorrelatorError('TEMPLATE_FAILED', `template '${source}': ${problem}; it may use ${names}`, { cause });
  }
}
