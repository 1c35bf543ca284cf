// Rows of CSV by plain file system calls, in big pieces.
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const flushLength = 64 * 1024;

/** A file of rows in `folder`. @param {string} folder @param {string} name @param {string} header */
export function createRows(folder, name, header) {
  const file = openSync(join(folder, `${name}.csv`), 'w');
  let text = `${header}\n`;
  let count = 0;
  const flush = () => {
    writeSync(file, text);
    text = '';
  };
  return {
    get count() {
      return count;
    },
    /** @param {string} row */
    add(row) {
      count++;
      text += `${row}\n`;
      if (text.length > flushLength) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}
