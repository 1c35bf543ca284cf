import { argv, stderr } from 'node:process';
import { comparisons } from './cases/comparisons.ts';
import { createProgress } from './measure/progress.ts';
import { help, parseOptions } from './options.ts';
import { measureMemory } from './sections/memory.ts';
import { measurePeers } from './sections/peers.ts';
import { measureStages } from './sections/stages.ts';
import { measureThroughput } from './sections/throughput.ts';

const options = parseOptions(argv.slice(2));
const { only, rounds, lines = 1_000_000 } = options;
const progress = createProgress(stderr);

async function measureStandard(): Promise<void> {
  const chosen = comparisons.filter(({ name }) => only.includes(name));
  if (chosen.length > 0) await measureThroughput({ comparisons: chosen, lines, rounds, progress });
  const profiled = chosen.length > 0 ? chosen : comparisons;
  if (only.includes('stages')) await measureStages({ comparisons: profiled, lines, progress });
}

if (options.help) console.log(help);
else {
  if (options.standard) await measureStandard();
  if (options.memory) await measureMemory({ lines: options.lines ?? 10_000_000, progress });
  if (options.peers && !(await measurePeers({ lines, rounds, progress }))) process.exitCode = 1;
}
