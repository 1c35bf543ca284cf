import { fileURLToPath } from 'node:url';
import type { Contender, Figures } from './measure.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const server = path('../apps/server/dist/main.js');

interface PrintedEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, number>>;
}

function replayFigures(output: string): Figures {
  const events = output.split('\n').filter(Boolean);
  const byType = new Map(
    events.map((line) => JSON.parse(line) as PrintedEvent).map(({ type, data }) => [type, data] as const),
  );
  return {
    lines: byType.get('engine.ledger')?.processed ?? Number.NaN,
    accepted: byType.get('sshd.statistics')?.succeeded ?? Number.NaN,
  };
}

function replayWith(name: string, options: readonly string[]): Contender {
  const args = (log: string): string[] => [server, 'replay', log, ...options, '--quiet', '--json'];
  return { name, args, figures: replayFigures };
}

/** The loop written by hand. */
export const floor: Contender = {
  name: 'hand-written loop',
  args: (log) => [path('floor.mjs'), log],
  figures: (output) => JSON.parse(output) as Figures,
};

/** The built command with the sshd module. */
export const replay = replayWith('correlator replay', ['--modules', 'sshd']);

/** The same with twenty modules more, for other programs. */
export const replayMany = replayWith('with 20 further modules', ['--config', path('many-modules.config.ts')]);
