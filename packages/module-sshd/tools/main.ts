/**
 * Compares the format strings of OpenSSH's log calls with the message patterns of the module, and prints those that no
 * pattern knows. It fails if there are any.
 */

import { parseArgs } from 'node:util';
import { compareFormats, formatsIn, type UnknownFormat } from './compare.ts';
import { headers, serverSources } from './sources.ts';

const usage = `usage: node --conditions=@correlator/source packages/module-sshd/tools/main.ts --source FOLDER [--known] [--accepted]

FOLDER has the source of a version of OpenSSH (portable): Makefile.in and what it names.
--known prints what is known too, --accepted what no pattern needs to know`;

function print({ file, line, function: name, unknown }: UnknownFormat): void {
  console.log(`${file}:${line} ${name}`);
  for (const example of unknown.slice(0, 3)) console.log(`    ${example}`);
}

function main(): number {
  const options = { source: { type: 'string' }, known: { type: 'boolean' }, accepted: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.source === undefined) {
    console.error(usage);
    return 2;
  }
  const formats = formatsIn(serverSources(values.source), headers(values.source));
  const { known, accepted, unknown } = compareFormats(formats);
  if (values.known) for (const format of known) print({ ...format, unknown: format.lines });
  for (const [{ why }, found] of values.accepted ? accepted : []) {
    console.log(`${found.length} ${why}`);
    for (const { file, line, format } of found) console.log(`    ${file}:${line} ${format}`);
  }
  for (const format of unknown) print(format);
  const allowed = [...accepted.values()].flat().length;
  console.log(
    `${formats.length} format strings: ${known.length} known, ${allowed} accepted, ${unknown.length} unknown`,
  );
  return unknown.length === 0 ? 0 : 1;
}

process.exitCode = main();
