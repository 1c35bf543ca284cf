import { createEngine, type InputLedger, type Listener, useModule } from '@correlator/core';
import type { Event } from '@correlator/events';
import type { FileInput } from '@correlator/input-file';
import { manifest as report } from '@correlator/module-report';
import { manifest as sshd } from '@correlator/module-sshd';

/** A run that takes longer hangs. */
const patienceMs = 60_000;

/** Nearly every mutated line is of another host, program or user: with little room for them, all of it is used soon. */
const reportOptions = { notices: false, maxPrograms: 1_000 };
const sshdOptions = { maxConnections: 5_000, maxSources: 5_000 };

/** What a run came to. */
export interface Outcome {
  readonly ledger: InputLedger;
  readonly events: number;
  /** What must not happen: failures of modules and inputs, entries that are missing in the ledger. */
  readonly problems: readonly string[];
}

/** Failures of the machinery itself, by the types of the engine's events. */
const failures = new Set([
  'engine.module-failed',
  'engine.module-stopped',
  'engine.input-failed',
  'engine.listener-failed',
]);

function problemsOf({ read, processed, unparsed, dropped, inFlight }: InputLedger): string[] {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return read === processed + unparsed + lost && inFlight === 0 ? [] : [`the ledger does not add up: ${read} read`];
}

/** Takes all that events have, as sinks do. */
function createSink(problems: string[]): Listener & { events: number } {
  return {
    name: 'sink',
    events: 0,
    handle(event: Event) {
      this.events++;
      if (failures.has(event.type)) problems.push(event.summary);
      JSON.stringify(event);
    },
  };
}

function limit(ms: number): { readonly passed: Promise<never>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs: has not ended after ${ms / 1000} s`)), ms);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}

/** Runs an input to its end through an engine with all modules; `withinMs` is how long that may take. */
export async function runThrough(input: FileInput, withinMs = patienceMs): Promise<Outcome> {
  const problems: string[] = [];
  const sink = createSink(problems);
  const modules = [useModule(report, reportOptions), useModule(sshd, sshdOptions)];
  const engine = createEngine({ inputs: [input], modules, listeners: [sink] });
  const { passed, cancel } = limit(withinMs);
  await Promise.race([engine.run(), passed]).finally(cancel);
  const [ledger] = engine.ledger();
  if (ledger === undefined) throw new Error('the engine has no ledger of its input');
  return { ledger, events: sink.events, problems: [...problems, ...problemsOf(ledger)] };
}
