import { spawn } from 'node:child_process';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];

/** Runs a program on our own terminal, passes signals on to it, and resolves to how it ended. */
export function runProgram(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const release = passSignals(child);
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

function passSignals(child) {
  const pass = (signal) => {
    if (!sentByTerminal(signal)) child.kill(signal);
  };
  for (const signal of passedOn) process.on(signal, pass);
  return () => {
    for (const signal of passedOn) process.off(signal, pass);
  };
}

/** A terminal sends Ctrl-C to every process in front of it: passed on, the program would see it twice. */
function sentByTerminal(signal) {
  return signal === 'SIGINT' && process.stdin.isTTY === true;
}
