/** Log calls: which functions of OpenSSH write to the log, and what stands around the text that they are given. */

import { type CCall, type CFunction, type CText, callsIn, readC } from './c-text.ts';

/** A way of writing to the log. */
interface LogFunction {
  /** The number of the argument that is the format. */
  readonly format: number;
  /** The number of the argument that is the level, for functions that can have any. */
  readonly level?: number;
  /** What stands in front of the message. */
  readonly front?: string;
  /** The message begins with the name of the function that it stands in. */
  readonly named?: true;
  /** The message ends with an error of OpenSSH's own. */
  readonly error?: true;
  /** What the function writes around the text that it is given: `*` stands for that. */
  readonly around?: string;
}

/** A message that a source has OpenSSH write. */
export interface LogCall {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** The function's text, in which its variables may be looked up. */
  readonly body: string;
  readonly conditions: readonly string[];
  readonly front: string;
  readonly tail: string;
  readonly around: string;
  readonly format: string;
  readonly args: readonly string[];
}

const levels: Readonly<Record<string, LogFunction>> = {
  error: { format: 0, front: 'error: ' },
  logdie: { format: 0, front: 'error: ' },
  fatal: { format: 0, front: 'fatal: ' },
  sigdie: { format: 0, front: 'fatal: ' },
  logit: { format: 0 },
  verbose: { format: 0 },
  do_log2: { format: 1, level: 0 },
};

/** The variants of log.h: with the name of the function in front, and with an error behind. */
function variantsOf(name: string, plain: LogFunction): [string, LogFunction][] {
  const shifted = {
    ...plain,
    format: plain.format + 1,
    ...(plain.level === undefined ? {} : { level: plain.level + 1 }),
  };
  return [
    [name, plain],
    [`${name}_f`, { ...plain, named: true }],
    [`${name}_r`, { ...shifted, error: true }],
    [`${name}_fr`, { ...shifted, named: true, error: true }],
  ];
}

const peer = 'user alice 192.0.2.7 port 40022';

const logFunctions = new Map<string, LogFunction>([
  ...Object.entries(levels).flatMap(([name, plain]) => variantsOf(name, plain)),
  ['packet_disconnect', { format: 0, around: `Disconnecting ${peer}: *` }],
  ['ssh_packet_disconnect', { format: 1, around: `Disconnecting ${peer}: *` }],
  ['sshpkt_fatal', { format: 2, around: `*: Connection from ${peer}: invalid format` }],
]);

const names = new Set(logFunctions.keys());

/** Returns whether a call is a declaration, or is for those who look for errors in OpenSSH itself. */
function isLeftOut({ args }: CCall, { format, level }: LogFunction): boolean {
  const text = args[format] ?? '';
  return (
    /^(?:const )?(?:char \*|int\b|struct\b|va_list\b)/.test(text) ||
    text === '' ||
    /\bSYSLOG_LEVEL_DEBUG/.test(args[level ?? -1] ?? '')
  );
}

function logCallOf(file: string, call: CCall, body: string): LogCall {
  const { named, error, front = '', format, around = '*' } = logFunctions.get(call.name) as LogFunction;
  const name = call.within?.name ?? '';
  return {
    file,
    line: call.line,
    function: name,
    body,
    conditions: call.conditions,
    front: `${front}${named ? `${name}: ` : ''}`,
    tail: error ? ': invalid format' : '',
    around,
    format: formatAt(call, format),
    args: call.args.slice(format + 1),
  };
}

/** Returns the format of a call. Before 7.9, the name of a function stood where the error stands now (sshpkt_fatal). */
const formatAt = ({ name, args }: CCall, at: number): string =>
  (name === 'sshpkt_fatal' && args[1] === '__func__' ? '__func__' : args[at]) as string;

const bodyOf = ({ text }: CText, within: CFunction | undefined): string =>
  within === undefined ? '' : text.slice(within.start, within.end);

/** Returns the messages that a source of C has OpenSSH write, but for those of a level of debugging. */
export function logCallsIn(file: string, source: string): LogCall[] {
  const c = readC(source);
  return callsIn(c, names)
    .filter((call) => !isLeftOut(call, logFunctions.get(call.name) as LogFunction))
    .map((call) => logCallOf(file, call, bodyOf(c, call.within)));
}
