import { ErrorEvent, NoticeEvent, WarningEvent } from '@correlator/events';
import { describe, expect, test } from 'vitest';
import { accepts, type Criteria } from '../src/index.ts';
import { Failed } from './fixtures.ts';

const failed = new Failed({ host: 'web01', count: 3 }, { system: 'door' });
const warning = new WarningEvent('careful', {}, { system: 'engine', type: 'engine.dropped' });
const error = new ErrorEvent('broken', {}, { system: 'door', type: 'door.broken' });
const notice = new NoticeEvent('well', {}, { system: 'echo', type: 'echo.well' });
const all = { failed, warning, error, notice };

describe('criteria', () => {
  test.each<[Criteria, (keyof typeof all)[]]>([
    [{}, ['failed', 'warning', 'error', 'notice']],
    [{ types: [Failed] }, ['failed']],
    [{ types: ['door.failed', 'echo.well'] }, ['failed', 'notice']],
    [{ types: ['door.*'] }, ['failed', 'error']],
    [{ types: ['do.*', 'door', '*'] }, []],
    [{ types: [] }, []],
    [{ severity: 'warning' }, ['warning', 'error']],
    [{ systems: ['door', 'engine'] }, ['failed', 'warning', 'error']],
    [{ audit: true }, ['failed']],
    [{ audit: false }, ['warning', 'error', 'notice']],
    [{ where: ({ data }) => data.count === 3 }, ['failed']],
    [{ types: ['door.*'], severity: 'error', where: () => true }, ['error']],
  ])('%j accept %j', (criteria, expected) => {
    const accepted = Object.entries(all).filter(([, event]) => accepts(criteria, event));
    expect(accepted.map(([name]) => name)).toEqual(expected);
  });
});
