import type { EventClass } from '@correlator/events';
import { LedgerEvent, ListenerFiguresEvent, ModuleFiguresEvent } from '../contract/figures.ts';
import { operationalSeverities } from './operational.ts';

/** What the engine itself dispatches, whatever modules run: figures, and operational events. */
export const engineEvents: readonly EventClass[] = [
  LedgerEvent,
  ListenerFiguresEvent,
  ModuleFiguresEvent,
  ...Object.entries(operationalSeverities).map(([type, severity]) => ({ type, severity })),
];
