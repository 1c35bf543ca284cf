import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Command, Contender, Figures, Job } from '../measure/contender.ts';

/** Another program that does the job, or a part of it. */
export interface Peer {
  readonly name: string;
  /** Programs that it takes, all of them. */
  readonly programs: readonly string[];
  /** A command that prints the version. */
  readonly version: readonly string[];
  /** The greatest log it is given: slow ones get a short one. @default all lines */
  readonly mostLines?: number;
  /** What it does of the job, and what it counts otherwise than Correlator does. */
  readonly does: string;
  /** Its command, given the paths of `programs`. */
  command(job: Job, paths: readonly string[]): Command;
  found(output: string): Figures;
}

/** A peer that is installed. */
export interface InstalledPeer {
  readonly peer: Peer;
  readonly contender: Contender;
}

/** Where programs are that are not meant to be started by people. */
const moreFolders = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec/sshguard',
  '/usr/lib/sshguard',
  '/usr/local/libexec',
];

function pathOf(program: string): string | undefined {
  const folders = [...(env.PATH ?? '').split(delimiter), ...moreFolders];
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function versionOf([program = '', ...args]: readonly string[]): string {
  const { stdout, stderr } = spawnSync(pathOf(program) ?? program, args, { encoding: 'utf8' });
  return /\d+(?:\.\d+)+/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[0] ?? '';
}

/** The peer as a contender; undefined where it is not installed. */
export function installed(peer: Peer): InstalledPeer | undefined {
  const paths = peer.programs.map(pathOf);
  if (!paths.every((path) => path !== undefined)) return undefined;
  const name = `${peer.name} ${versionOf(peer.version)}`.trimEnd();
  return { peer, contender: { name, command: (job) => peer.command(job, paths), found: peer.found } };
}

/** The path of a file beside the peers. */
export const besidePeers = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Figures that were printed as `name number`. */
export function namedFigures(output: string, ...names: readonly (keyof Figures)[]): Figures {
  return Object.fromEntries(
    names.map((name) => [name, Number(new RegExp(`\\b${name} (\\d+)`).exec(output)?.[1] ?? Number.NaN)]),
  );
}
