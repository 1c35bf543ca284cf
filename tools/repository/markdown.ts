import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, textOf } from './packages.ts';

/** One fenced block of a page: the words behind the fence, and what stands in it. */
export interface Block {
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(markdown: string): Block[] {
  const found = markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm);
  return Array.from(found, ([, info = '', text = '']) => ({ info, text }));
}

/** Each block that is a complete program, with the output that the next block says it has. */
export function programsOf(markdown: string): { readonly program: string; readonly output: string }[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap(({ info, text }, index) => {
    if (info !== 'ts complete') return [];
    const output = blocks
      .slice(index + 1)
      .find((block) => block.info === 'text output' || block.info === 'ts complete');
    return { program: text, output: output?.info === 'text output' ? output.text : '' };
  });
}

/** The first cells of a page's tables that are nothing but a code. */
export function codesOf(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^\| `([A-Z]+(?:_[A-Z]+)+)` *\|/gm), ([, code = '']) => code);
}

/** The anchors that a page's headings make. */
function anchorsOf(markdown: string): string[] {
  const headings = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  return Array.from(headings, ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The relative links of a page that lead nowhere. */
export function deadLinksOf(path: string, markdown = textOf(path)): string[] {
  const links = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g);
  return Array.from(links, ([, target = '']) => target).filter((target) => !leadsSomewhere(path, markdown, target));
}

function leadsSomewhere(path: string, markdown: string, target: string): boolean {
  if (/^[a-z]+:/.test(target)) return true;
  const [file = '', anchor] = target.split('#');
  const to = join(dirname(path), file);
  if (file !== '' && !existsSync(join(root, to))) return false;
  return anchor === undefined || anchorsOf(file === '' ? markdown : textOf(to)).includes(anchor);
}
