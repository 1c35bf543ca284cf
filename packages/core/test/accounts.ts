import { expect } from 'vitest';
import type { Engine } from '../src/index.ts';
import type { MemoryInput } from '../src/testing/index.ts';

/**
 * Checks that nothing was lost silently: for each input, read = processed + unparsed + dropped + in flight, and what was
 * read is what the input gave; for each listener, accepted = handled + dropped + dead letters + queued + under way.
 */
export function expectAccounts(engine: Engine, inputs: readonly MemoryInput[], inFlight = 0): void {
  for (const ledger of engine.ledger()) {
    const dropped = Object.values(ledger.dropped).reduce((sum, count) => sum + count, 0);
    expect(ledger.processed + ledger.unparsed + dropped + ledger.inFlight).toBe(ledger.read);
    expect(ledger).toMatchObject({ inFlight });
  }
  for (const input of inputs) {
    const ledger = engine.ledger().find(({ input: name }) => name === input.name);
    expect(ledger?.read, `what ${input.name} gave`).toBe(input.positions());
  }
  for (const figures of engine.listeners()) {
    const { handled, dropped, deadLetters, queued, underWay } = figures;
    expect(handled + dropped + deadLetters + queued + underWay, figures.listener).toBe(figures.accepted);
  }
}
