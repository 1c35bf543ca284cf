#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
// What a component left open must not keep a run that is over from ending.
setTimeout(() => process.exit(), 1_000).unref();
