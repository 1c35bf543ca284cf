import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as events from '../src/index.ts';

const packageFolder = join(import.meta.dirname, '..');
const sources = readdirSync(join(packageFolder, 'src')).map((name) => ({
  name,
  text: readFileSync(join(packageFolder, 'src', name), 'utf8'),
}));

/** The code of each `@example`, up to the next tag or the end of its comment. */
const examples = sources.flatMap(({ name, text }) =>
  Array.from(text.matchAll(/^ *\* @example\n((?: *\*(?! @|\/).*\n)+)/gm), ([, lines = '']) => ({
    name,
    code: lines.replaceAll(/^ *\* ?/gm, '').replaceAll(/;\n\/\/ /g, '; // '),
  })),
);

const results = examples.map(({ code }) => [...code.matchAll(/; \/\/ (.*)$/gm)].map(([, said = '']) => said));

/** A program that runs an example, and tells what comes of each line with a result behind it. */
function programOf(code: string, index: number): string {
  const told = code.replaceAll(/^( *)(?:const (\w+) = )?(.*); \/\/ .*$/gm, (_, indent, name, expression) =>
    name === undefined
      ? `${indent}tell(${index}, ${expression});`
      : `${indent}const ${name} = ${expression}; tell(${index}, ${name});`,
  );
  return `{\n${told}\n}`;
}

const program = [
  `import { inspect } from 'node:util';`,
  `import { ${Object.keys(events).join(', ')} } from '@correlator/events';`,
  'const told = [];',
  "const tell = (index, value) => (told[index] ??= []).push(typeof value === 'string' ? value : inspect(value));",
  ...examples.map(({ code }, index) => programOf(code, index)),
  'console.log(JSON.stringify(told));',
].join('\n');

const args = ['--conditions=@correlator/source', '--input-type=module-typescript', '-e', program];
const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageFolder, encoding: 'utf8' });

it('examples of public classes and functions run', () => {
  expect(stderr).toBe('');
  expect(examples.length).toBeGreaterThan(25);
});

it.each(examples.map(({ name, code }, index) => ({ name, code, index })))(
  'an example in $name gives what it says: $code',
  ({ index }) => {
    expect(results[index]?.length).toBeGreaterThan(0);
    expect(JSON.parse(stdout)[index]).toEqual(results[index]);
  },
);
