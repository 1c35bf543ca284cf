import * as z from 'zod';

const path = z.string().min(1, 'empty; give a path').meta({ format: 'path' });
/** One word of an argument: it must not be taken for an option of journalctl. */
const word = z.string().regex(/^[^-\s\0][^\0]*$/, 'must be a name, which does not begin with a hyphen');
const match = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]{0,63}=[^\0]*$/, "must be a field and its value, such as '_SYSTEMD_UNIT=ssh.service'");

/** Checks and completes `JournaldInputOptions`. */
export const journaldOptions = z.strictObject({
  from: z
    .enum(['now', 'boot', 'beginning'])
    .default('now')
    .describe('Where to begin where no position is saved: `now`, with this `boot`, or at the `beginning`'),
  follow: z.boolean().default(true).describe('Waits for new entries, until stopped'),
  units: z
    .array(word)
    .default([])
    .describe(
      'Entries of these systemd units only, and about them; patterns are taken; with a unit of sshd, its entries in sessions too',
    ),
  identifiers: z.array(word).default([]).describe('Entries of these programs only (SYSLOG_IDENTIFIER)'),
  matches: z
    .array(match)
    .default([])
    .describe('Entries with these fields only: several of one field mean any of them, of several fields all of them'),
  namespace: word.optional().describe('A journal namespace; `*` stands for all'),
  directory: path.optional().describe('The folder of a journal, instead of that of this machine'),
  files: z.array(path).default([]).describe('Files of a journal, instead of that of this machine; patterns are taken'),
  maxEntryBytes: z
    .int()
    .min(1_024)
    .max(67_108_864)
    .default(1_048_576)
    .describe('The longest entry, in bytes of its JSON'),
  journalctl: z.string().min(1).default('journalctl').describe('The command journalctl'),
});

/** Options of `JournaldInput`. */
export type JournaldInputOptions = z.input<typeof journaldOptions>;

/** `JournaldInputOptions` with their defaults. */
export type JournaldInputSettings = z.output<typeof journaldOptions>;
