// Parsing alone: the input and the parser of the built packages, without engine and modules.
import { argv } from 'node:process';
import { systemClock } from '@correlator/core';
import { createFileInput } from '@correlator/input-file';

const totals = { lines: 0, unparsed: 0, sshd: 0 };
const input = createFileInput({ paths: argv[2] ?? '' });
await input.start({ clock: systemClock, zone: 'UTC', warn: console.error });
for (let batch = await input.read(); batch !== undefined; batch = await input.read()) {
  totals.lines += batch.records.length + batch.unparsed.length;
  totals.unparsed += batch.unparsed.length;
  for (const { program } of batch.records) if (program === 'sshd') totals.sshd++;
}
await input.stop();
console.log(JSON.stringify(totals));
