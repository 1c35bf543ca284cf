import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** 25 November 2026, 10:00 UTC. */
export const ten = Date.UTC(2026, 10, 25, 10);

/** A folder that is removed with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'capture-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
