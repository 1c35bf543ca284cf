// Runs the project's commands with Node.js 24 and pnpm 12, wherever they come from. Started by the scripts in
// package.json, it runs on Node.js 20 too and prints nothing to standard output: that belongs to the command.
import { argv, cwd, env } from 'node:process';
import { installDependencies } from './run/install.mjs';
import { finish, runProgram, runWatcher } from './run/program.mjs';
import { fromRoot, root } from './run/root.mjs';
import { environment, findNode, findPnpm } from './run/toolchain.mjs';

const [name = 'start', ...args] = argv.slice(2);
const sources = '--conditions=@correlator/source';
const server = [sources, fromRoot('apps/server/src/main.ts')];
const example = ['run', '--config', fromRoot('apps/server/examples/correlator.config.ts')];

/** The folder the user stands in: npm moves to the root of the project and notes where it came from. */
const userFolder = () => (env.npm_lifecycle_event && cwd() === root && env.INIT_CWD) || cwd();

const node = (nodeArgs, folder = root) => runProgram(findNode(), nodeArgs, { cwd: folder, env: environment() });
const pnpm = (pnpmArgs, stdout = 'inherit') =>
  runProgram(findPnpm(), pnpmArgs, { cwd: root, env: environment(), stdio: ['inherit', stdout, 'inherit'] });

const commands = {
  start: () => node([...server, ...example, ...args]),
  /** The same, started again whenever a source or the configuration has changed. */
  dev: () => runWatcher(findNode(), [...server, ...example, ...args], { cwd: root, env: environment() }),
  correlator: () => node([...server, ...args], userFolder()),
  test: () => node([fromRoot('node_modules/vitest/vitest.mjs'), 'run', ...args]),
  // With room for twice what is needed: the garbage of a larger heap would hide what stays.
  fuzz: () => node([sources, '--max-old-space-size=192', fromRoot('apps/torture/src/fuzz/main.ts'), ...args]),
  async torture() {
    if (args[0] === 'rotation') return node([sources, fromRoot('apps/torture/src/rotation/main.ts'), ...args.slice(1)]);
    const built = await pnpm(['run', 'build'], 2);
    return built.code === 0 ? node([fromRoot('apps/torture/src/restart/main.ts'), ...args]) : built;
  },
  /** Archives of all packages, as npm would publish them. */
  async archives() {
    const built = await pnpm(['run', 'build'], 2);
    const which = ['--filter', './packages/*', '--filter', './apps/server'];
    const pack = ['--recursive', ...which, 'pack', '--pack-destination', fromRoot('archives')];
    return built.code === 0 ? pnpm(pack) : built;
  },
  async bench() {
    const built = await pnpm(['run', 'build'], 2);
    return built.code === 0 ? node([fromRoot('apps/bench/src/main.ts'), ...args]) : built;
  },
};

try {
  installDependencies();
  finish(await (commands[name] ?? (() => pnpm(['run', name, ...args])))());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
