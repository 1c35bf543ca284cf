import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, type } from 'node:os';
import { version } from 'node:process';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../results/', import.meta.url);
/** Files of sections, in the order of the report. */
const sections = ['throughput.md', 'stages.md', 'memory.md', 'network.md', 'store.md', 'peers.md'];

function write(name: string, content: string): string {
  mkdirSync(folder, { recursive: true });
  const path = new URL(name, folder);
  writeFileSync(path, content);
  return fileURLToPath(path);
}

/** All sections there are, each with the day and the machine that it is of. */
function writeReport(): string {
  const paths = sections.map((name) => new URL(name, folder)).filter((path) => existsSync(path));
  return write('report.md', `# Benchmark\n\n${paths.map((path) => readFileSync(path, 'utf8')).join('\n')}`);
}

/** Of what a section is. */
function machine(): string {
  const day = new Date().toISOString().slice(0, 10);
  return `${day}; Node.js ${version}; ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}; ${type()} ${release()}`;
}

export interface Section {
  readonly name: 'throughput' | 'stages' | 'memory' | 'network' | 'store' | 'peers';
  readonly title: string;
  /** What it is about and the tables, in Markdown. */
  readonly text: string;
  readonly charts: Readonly<Record<string, string>>;
}

/** Writes a section and its charts, and the report anew; prints the section and where its files are. */
export function writeSection({ name, title, text, charts }: Section): void {
  const written = Object.entries(charts).map(([file, chart]) => write(`${file}.svg`, chart));
  const images = Object.keys(charts).map((file) => `![${title}](${file}.svg)\n`);
  write(`${name}.md`, [`## ${title}\n`, `${machine()}\n`, text, ...images].join('\n'));
  console.log(`\n${title}\n\n${machine()}\n\n${text}`);
  for (const path of [...written, writeReport()]) console.log(path);
}
