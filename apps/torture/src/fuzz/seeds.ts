import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('../../../server/examples/attack', import.meta.url));
const readme = fileURLToPath(new URL('../../../../packages/syslog/README.md', import.meta.url));

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}

/** The lines of a corpus: each record has its bytes as text or in Base64. */
function rawLines(path: string): Buffer[] {
  return linesOf(path).flatMap((line) => {
    const { raw, raw_b64: base64 } = JSON.parse(line) as { raw?: string; raw_b64?: string };
    if (raw !== undefined) return Buffer.from(raw);
    return base64 === undefined ? [] : Buffer.from(base64, 'base64');
  });
}

function corpora(): Buffer[] {
  const folder = env.CORRELATOR_CORPORA;
  if (folder === undefined) return [];
  const files = readdirSync(join(folder, 'public')).filter((name) => name.endsWith('.jsonl'));
  return files.flatMap((name) => rawLines(join(folder, 'public', name)));
}

/** What is mutated: the example logs, the lines that the syslog package's README shows, the corpora where there are some. */
export function readSeeds(): Buffer[] {
  const logs = readdirSync(examples).filter((name) => name.endsWith('.log'));
  const shown = linesOf(readme).flatMap((line) => /^\|[^|]*\| `([^`]*)` *\|/.exec(line)?.[1] ?? []);
  const own = [...logs.flatMap((name) => linesOf(join(examples, name))), ...shown].map((line) => Buffer.from(line));
  return [...own, ...corpora()];
}
