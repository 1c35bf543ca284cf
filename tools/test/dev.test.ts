import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../repository/packages.ts';

const configuration = (log: string): string => `import { log } from './log.mjs';
export default {
  inputs: { auth: { use: 'file', paths: [${log}], year: 2026, follow: true } },
  modules: { report: {} },
  listeners: { log: { format: 'json', criteria: { types: ['report.record'] } } },
};
`;

test('npm run dev starts the server again after a change, and leaves no process behind', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'correlator-dev-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const logs = ['first', 'second', 'third'].map((name) => {
    write(`${name}.log`, `Nov 24 10:00:00 web01 cron[70]: the ${name} log\n`);
    return JSON.stringify(join(folder, `${name}.log`));
  });
  write('log.mjs', `export const log = ${logs[0]};\n`);
  write('correlator.config.mjs', configuration('log'));

  const args = [join(root, 'tools/run.mjs'), 'dev', '--config', join(folder, 'correlator.config.mjs')];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const record = async (): Promise<string> => {
    const { value = '', done } = await lines.next();
    return done === true || value.includes('report.record') ? value : record();
  };

  expect(await record()).toContain('the first log');
  write('log.mjs', `export const log = ${logs[1]};\n`);
  expect(await record()).toContain('the second log');
  write('correlator.config.mjs', configuration(`${logs[2]}`));
  expect(await record()).toContain('the third log');

  // Closed when the last process that could write to standard output has ended.
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  expect(await closed).toEqual([0, null]);
});
