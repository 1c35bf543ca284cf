import type { EventClass } from '@correlator/events';
import { LedgerEvent } from './ledger.ts';

const errors = [
  'input-failed',
  'listener-abandoned',
  'listener-dropped',
  'listener-failed',
  'listener-failing',
  'listener-stalled',
  'listener-trouble',
  'module-failed',
  'module-stopped',
];
const warnings = ['dropped', 'input-trouble', 'state-full', 'unparsed'];

/** What the engine itself dispatches, whatever modules run: its ledger, and operational events. */
export const engineEvents: readonly EventClass[] = [
  LedgerEvent,
  ...errors.map((name) => ({ type: `engine.${name}`, severity: 'error' as const })),
  ...warnings.map((name) => ({ type: `engine.${name}`, severity: 'warning' as const })),
];
