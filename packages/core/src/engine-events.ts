import type { EventClass } from '@correlator/events';
import { LedgerEvent } from './ledger.ts';
import { ListenerFiguresEvent } from './listener-figures.ts';
import { ModuleFiguresEvent } from './module-figures.ts';
import { operationalSeverities } from './operational.ts';

/** What the engine itself dispatches, whatever modules run: figures, and operational events. */
export const engineEvents: readonly EventClass[] = [
  LedgerEvent,
  ListenerFiguresEvent,
  ModuleFiguresEvent,
  ...Object.entries(operationalSeverities).map(([type, severity]) => ({ type, severity })),
];
