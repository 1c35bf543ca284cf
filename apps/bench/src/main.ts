import { argv, stderr } from 'node:process';
import { comparisons } from './cases/comparisons.ts';
import { createProgress } from './measure/progress.ts';
import { type BenchOptions, help, parseOptions } from './options.ts';
import { measureMemory } from './sections/memory.ts';
import { measureNetwork } from './sections/network.ts';
import { measurePeers } from './sections/peers.ts';
import { measureStages } from './sections/stages.ts';
import { measureStore } from './sections/store.ts';
import { measureThroughput } from './sections/throughput.ts';

const progress = createProgress(stderr);

async function measureStandard({ only, rounds, lines = 1_000_000 }: BenchOptions): Promise<void> {
  const chosen = comparisons.filter(({ name }) => only.includes(name));
  if (chosen.length > 0) await measureThroughput({ comparisons: chosen, lines, rounds, progress });
  const profiled = chosen.length > 0 ? chosen : comparisons;
  if (only.includes('stages')) await measureStages({ comparisons: profiled, lines, progress });
}

/** False where something found was wrong. */
async function bench(options: BenchOptions): Promise<boolean> {
  const { standard, memory, peers, network, store, lines, rounds } = options;
  if (standard) await measureStandard(options);
  if (memory) await measureMemory({ lines: lines ?? 10_000_000, progress });
  if (network) await measureNetwork({ lines: lines ?? 5_000_000, rounds, progress });
  if (store) await measureStore({ lines: lines ?? 20_000_000, rounds, progress });
  return !peers || measurePeers({ lines: lines ?? 1_000_000, rounds, progress });
}

try {
  const options = parseOptions(argv.slice(2));
  if (options.help) console.log(help);
  else if (!(await bench(options))) process.exitCode = 1;
} catch (error) {
  progress.done();
  console.error((error as Error).message);
  process.exitCode = 1;
}
