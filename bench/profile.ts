import { readFileSync } from 'node:fs';
import { argv, cwd } from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const project = `${pathToFileURL(cwd()).href}/`;

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name}  ${url.replace(project, '')}:${lineNumber + 1}`;
}

/** Time spent in each function itself, in microseconds, by function and file. */
function selfTimes({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '(unknown)';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  });
  return times;
}

function table(times: ReadonlyMap<string, number>, rows: number): string {
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  const most = [...times].sort(([, a], [, b]) => b - a).slice(0, rows);
  const lines = most.map(([name, time]) => {
    const share = ((time / all) * 100).toFixed(1).padStart(5);
    return `${(time / 1000).toFixed(1).padStart(9)} ms ${share} %  ${name}`;
  });
  return [`${(all / 1000).toFixed(1).padStart(9)} ms in all; time in the function itself:`, ...lines].join('\n');
}

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  options: { top: { type: 'string', default: '25' } },
  allowPositionals: true,
});
if (positionals.length === 0) throw new TypeError('name a .cpuprofile file, as node --cpu-prof writes them');
for (const path of positionals) {
  console.log(table(selfTimes(JSON.parse(readFileSync(path, 'utf8')) as Profile), Number(values.top)));
}
