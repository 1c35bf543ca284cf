import { spawn } from 'node:child_process';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];

/** Runs a program on our own terminal, passes signals on to it, and resolves to how it ended. */
export function runProgram(file, args, options) {
  return run(file, args, {
    ...options,
    pass: (child, signal) => sentByTerminal(signal) || child.kill(signal),
  });
}

/** A watching Node.js passes on only SIGINT and SIGTERM; any other signal would end it and leave its program behind. */
const passedOnByWatcher = { SIGINT: 'SIGINT', SIGTERM: 'SIGTERM', SIGHUP: 'SIGTERM' };

/** npm passes on Ctrl-C, which the terminal has sent as well: what comes within this time is one press of the keys. */
const onePressMs = 100;

/**
 * Runs Node.js in watch mode in the same way, but in a session of its own. In ours, the terminal would send Ctrl-C both to
 * the watcher, which passes it on, and to the program, which ends without its last words if a signal comes twice.
 */
export function runWatcher(file, args, options) {
  let passedAt = Number.NEGATIVE_INFINITY;
  const pass = (child, signal) => {
    const passed = passedOnByWatcher[signal];
    if (passed === undefined || performance.now() - passedAt < onePressMs) return;
    passedAt = performance.now();
    child.kill(passed);
  };
  return run(file, ['--watch', '--watch-preserve-output', ...args], { ...options, detached: true, pass });
}

function run(file, args, { pass, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const release = handleSignals((signal) => pass(child, signal));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      release();
      resolve({ code, signal });
    });
  });
}

/** Ends this process the way the program ended: with its exit code, or by its signal. */
export function finish({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code;
}

function handleSignals(handle) {
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

/** A terminal sends Ctrl-C to every process in front of it: passed on, the program would see it twice. */
function sentByTerminal(signal) {
  return signal === 'SIGINT' && process.stdin.isTTY === true;
}
