import { runCommand } from './run-command.ts';
import type { Target } from './target.ts';

/** Closes the open connections of these sources: a block alone leaves them to time out. */
export async function killConnections(ss: readonly string[], targets: readonly Target[]): Promise<void> {
  for (const { network } of targets) await runCommand([...ss, '--kill', '--no-header', 'dst', network]);
}
