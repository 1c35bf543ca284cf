import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { blocksOf } from './markdown.ts';
import { root, textOf } from './packages.ts';
import { type Ended, fromSources, runNode } from './run-node.ts';

/** What the example of a README finds and leaves behind in the folder where it is run. */
export interface Surroundings {
  /** The folder of a package that depends on everything the example imports. @default the package of the README */
  readonly from?: string;
  /** Files that are there when the example starts, by their paths. */
  readonly files?: () => Readonly<Record<string, string | Uint8Array>>;
  /** Files that the README shows, by their paths: the language of the block that shows each. */
  readonly leaves?: Readonly<Record<string, string>>;
  /** The number of runs in the same folder; each prints the same. @default 1 */
  readonly runs?: number;
}

/** The server depends on every package that an example of a module or of a listener imports. */
const from = 'apps/server';

const reported = `Nov 24 10:00:00 web01 sshd[71]: Server listening on 0.0.0.0 port 22.
Nov 24 10:00:04 web01 cron[72]: job done
Nov 24 10:00:09 web01 sshd[71]: Connection closed by 203.0.113.9 port 50001 [preauth]
`;

const guessed = `Nov 24 10:00:00 web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2
Nov 24 10:00:04 web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2
Nov 24 10:00:09 web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2
Nov 24 10:00:09 web01 sshd[71]: Connection closed by authenticating user root 203.0.113.9 port 50001 [preauth]
Nov 24 10:00:30 web01 sshd[74]: Accepted publickey for alice from 192.0.2.10 port 50002 ssh2: ED25519 SHA256:q1w2e3
Nov 24 10:12:30 web01 sshd[74]: pam_unix(sshd:session): session closed for user alice
`;

const commands = `Nov 24 10:00:00 web01 sudo[70]:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id
Nov 24 10:00:10 web01 sudo[71]:  mallory : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh
Nov 24 10:00:20 web01 sudo[72]:  mallory : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh
`;

/** Three failures of a moment ago: the firewall listener ignores older ones. */
function justNow(): string {
  const started = Date.now() - 3_000;
  return [0, 1_000, 2_000]
    .map((ms) => new Date(started + ms).toISOString())
    .map((at) => `${at} web01 sshd[71]: Failed password for root from 203.0.113.9 port 50001 ssh2\n`)
    .join('');
}

/** The surroundings of the examples that need any, by the folders of their packages. */
export const surroundings: Readonly<Record<string, Surroundings>> = {
  'packages/input-file': {
    files: () => ({
      'auth.log.1.gz': gzipSync('Nov 23 23:59:58 web01 sshd[7]: Server listening on 0.0.0.0 port 22.\n'),
      'auth.log': 'Nov 24 00:00:07 web01 sshd[9]: Connection closed by 203.0.113.9 port 50022 [preauth]\n',
    }),
  },
  'packages/listener-firewall': { from, files: () => ({ 'auth.log': justNow() }) },
  'packages/listener-sql': { runs: 2 },
  'packages/listeners': { leaves: { 'audit/door.tries-exceeded.csv': 'csv' } },
  'packages/module-report': { from, files: () => ({ 'auth.log': reported }) },
  'packages/module-sshd': { from, files: () => ({ 'auth.log': guessed }) },
  'packages/module-sudo': { from, files: () => ({ 'auth.log': commands }) },
};

/** A program that a README shows, and what it prints. */
export interface Example {
  readonly folder: string;
  readonly code: string;
  readonly output: string;
}

/** The programs in the README of a package, each with the block after it; programs without such a block apart. */
export function examplesOf(folder: string): { readonly shown: Example[]; readonly untold: string[] } {
  const blocks = blocksOf(textOf(`${folder}/README.md`));
  const programs = blocks.flatMap(({ info, text }, index) => {
    if (info !== 'ts') return [];
    const next = blocks[index + 1];
    return [{ folder, code: text, output: next?.info === 'text' ? next.text : undefined }];
  });
  return {
    shown: programs.flatMap(({ output, ...rest }) => (output === undefined ? [] : [{ ...rest, output }])),
    untold: programs.flatMap(({ output, code }) => (output === undefined ? [code] : [])),
  };
}

/** Runs an example in a new folder with its surroundings, and hands the folder to `look` before it is removed. */
export function runExample({ folder, code }: Example, look: (ended: Ended, folder: string) => void): void {
  const { from = folder, files, runs = 1 } = surroundings[folder] ?? {};
  const place = mkdtempSync(join(tmpdir(), 'correlator-example-'));
  try {
    for (const [name, content] of Object.entries(files?.() ?? {})) {
      mkdirSync(dirname(join(place, name)), { recursive: true });
      writeFileSync(join(place, name), content);
    }
    // Imports are resolved before the program runs, and so from the package, not from the new folder.
    const program = `process.chdir(${JSON.stringify(place)});\n${code}`;
    const args = [fromSources, '--input-type=module-typescript', '-e', program];
    for (let run = 0; run < runs; run++) look(runNode(args, join(root, from)), place);
  } finally {
    rmSync(place, { recursive: true });
  }
}
