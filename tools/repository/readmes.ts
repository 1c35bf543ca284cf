/** The text below the heading of the second level that ends with `title`; empty where there is none. */
export function sectionOf(readme: string, title: string): string {
  const sections = readme.split(/^## /m).slice(1);
  const found = sections.find((section) => section.slice(0, section.indexOf('\n')).endsWith(title));
  return found?.slice(found.indexOf('\n')) ?? '';
}

/** The cells of the rows of a section's tables that begin with code. */
export function cellsOf(section: string): string[][] {
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}
