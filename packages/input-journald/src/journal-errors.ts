import { CorrelatorError } from '@correlator/events';

/** There is no journalctl. */
export function journalctlMissing(command: string, cause?: unknown): CorrelatorError {
  const message = `cannot run '${command}': this input needs systemd; install it, say by \`journalctl\` where it is, or read log files with the file input`;
  return new CorrelatorError('JOURNALCTL_MISSING', message, { cause });
}

/** journalctl ended although it should not have. */
export function journalctlFailed(how: string, said: string): CorrelatorError {
  const message = `journalctl ended (${how})${said === '' ? ' without a word' : `: ${said}`}; mend what it says, or give this process the right to read the journal (group systemd-journal)`;
  return new CorrelatorError('JOURNALCTL_FAILED', message, { details: { how, said } });
}
