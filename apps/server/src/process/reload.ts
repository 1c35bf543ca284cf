import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ReloadingEngine } from '@correlator/config';
import { errorText } from '../text/error-text.ts';
import { escapeControl } from '../text/escape-control.ts';

/** Editors write a file in several steps: it is read when nothing has come for so long. */
const quietMs = 300;

/** Has the configuration read again, and says what came of it. */
export async function reportReload(running: ReloadingEngine): Promise<void> {
  try {
    const { kept, ms } = await running.reload();
    const open = kept.length === 0 ? '' : `; inputs that stayed open: ${kept.join(', ')}`;
    process.stderr.write(`correlator: the configuration was reloaded in ${ms} ms${escapeControl(open)}\n`);
  } catch (error) {
    process.stderr.write(`${errorText(error, { stack: false })}correlator: the configuration before goes on\n`);
  }
}

/** Calls `reload` when the content of a file has changed, whether it was written or replaced. */
export function reloadOnChange(path: string, reload: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let before = readFile(path, 'utf8').catch(() => '');
  const look = async () => {
    const [known, now] = [await before, await readFile(path, 'utf8').catch(() => undefined)];
    if (now === undefined || now === known) return;
    before = Promise.resolve(now);
    reload();
  };
  const watcher = watch(dirname(path), (_, name) => {
    if (name !== null && name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(look, quietMs);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
