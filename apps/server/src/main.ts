#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
// A handle that a component left open must not keep a finished run alive.
setTimeout(() => process.exit(), 1_000).unref();
