/** How wide text for people is, where it can be broken. */
const width = 110;

/** A space at which no line is broken. */
export const tie = '\u00a0';

/** Words joined by spaces, broken into lines that begin with `indent`; the first begins where it stands. */
export function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && indent + last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`).replaceAll(tie, ' ');
}

/** Rows of cells in columns, each row indented; what is behind the last column is broken where it is too long. */
export function columns(rows: readonly (readonly string[])[], indent: number): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) => `${rowText(row, widths, indent)}\n`).join('');
}

function rowText(row: readonly string[], widths: readonly number[], indent: number): string {
  let at = indent;
  let text = ' '.repeat(indent);
  row.forEach((cell, column) => {
    const last = column === row.length - 1;
    text += last ? wrapped(cell, at) : `${cell.padEnd(widths[column] ?? 0)}  `;
    at += (widths[column] ?? 0) + 2;
  });
  return text.trimEnd();
}
