/** Examples: lines as a log call would write them, with something sensible in each place. */

import { endOf, splitAt } from './c-text.ts';
import type { LogCall } from './log-calls.ts';

/** The most lines that are made for one call. */
const mostLines = 24;

/** What stands for an argument whose text says what it is. The first that fits is taken. */
const values: readonly (readonly [argument: RegExp, ...values: string[]])[] = [
  [/\bssh_err\(/, 'invalid format'],
  [/strerror|gai_|\berr_?msg\b/, 'Broken pipe'],
  [/remote_id|connection_id/, 'user alice 192.0.2.7 port 40022', '192.0.2.7 port 40022'],
  [/child->id/, 'connection from 192.0.2.7 to 192.0.2.1'],
  [/ipaddr|remote_ip|rem?_?addr|\brip\b|\braddr|laddr|ntop\b|\bfrom\b/, '192.0.2.7'],
  [/addrnetmask/, '192.0.2.7/32'],
  [/port\b|^port/i, '40022'],
  [/^(?:\(\w+\))?(?:pid|child->pid|(?:pmonitor|m)->m_pid|getpid\(\))$/, '4711'],
  [/user|pw_name|luser|\blogname/, 'alice'],
  [/fingerprint|fp\b/, 'SHA256:abc'],
  [/key_type|sshkey_type|ssh_name|pkalg|alg\b/, 'ED25519'],
  [/^extra$/, 'ED25519 SHA256:abc'],
  [/^nl$/, '/etc/nologin'],
  [/^method$/, 'publickey'],
  [/rexec_argv/, '/usr/sbin/sshd'],
  [/pam_strerror|^msg$/, 'Authentication failure'],
  [/^loc$/, '/home/alice/.ssh/authorized_keys:7'],
  [/^tag$/, 'AuthorizedKeysCommand'],
  [/^(?:fname|where|caller|func|ctx|t)$/, 'channel_open'],
  [/host(?:name)?\b|get_canonical/, 'host.example.com'],
  [/tty/, '/dev/pts/0'],
  [/path|file|dir|_PATH|command|socket|\bav\[/, '/srv/x'],
];

/** A number in the form of a conversion. */
const number = (conversion: string): string =>
  /[fge]$/.test(conversion) ? '7.000' : /[xX]$/.test(conversion) ? '1f' : '7';

const unquote = (literal: string): string =>
  literal.slice(1, -1).replaceAll(/\\(?:([0-7]{1,3})|x([\da-f]+)|(.))/gi, (_, octal, hex, character) => {
    if (octal) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: '\n', t: '\t', r: '\r' }[character as string] ?? character;
  });

const literalOrName = /"(?:[^"\\]|\\[\s\S])*"|[A-Za-z_]\w*/g;

/** Macros of formats, by what they stand for. */
const macros: Readonly<Record<string, string>> = { PRIu64: 'llu', PRId64: 'lld', PRIu32: 'u', PRIx64: 'llx' };

/** What is chosen where C chooses: the conditions of `a ? b : c` by their text. */
type Choice = ReadonlyMap<string, boolean>;

/** The most conditions of one call of which each outcome is looked at. */
const mostConditions = 5;

/** Returns the parts of `a ? b : c`; undefined if an expression is something else. */
function choiceOf(expression: string): readonly [condition: string, yes: string, no: string] | undefined {
  const [condition = '', ...rest] = splitAt(withoutBrackets(expression), '?');
  const [yes = '', ...no] = splitAt(rest.join('?'), ':');
  return no.length === 0 ? undefined : [withoutBrackets(condition), yes, no.join(':')];
}

/** Returns an expression without the brackets around all of it. */
function withoutBrackets(expression: string): string {
  const text = expression.trim();
  return text.startsWith('(') && endOf(text, 0) === text.length - 1 ? text.slice(1, -1).trim() : text;
}

/** A condition that asks for the opposite is the same one. */
function conditionOf(text: string): { readonly name: string; readonly negated: boolean } {
  const name = text.replace(/^!/, '').replace(/\s*[!=]=\s*(?:NULL|0|-1)$/, '');
  return { name, negated: text.startsWith('!') !== /==\s*(?:NULL|0)$/.test(text) };
}

function conditionsIn(expression: string): string[] {
  const parts = choiceOf(expression);
  if (parts === undefined) return [];
  const [condition, yes, no] = parts;
  return [conditionOf(condition).name, ...conditionsIn(yes), ...conditionsIn(no)];
}

/** Returns all outcomes of the conditions in expressions. */
function choicesOf(expressions: readonly string[]): Choice[] {
  const names = [...new Set(expressions.flatMap(conditionsIn))].slice(0, mostConditions);
  const outcomes = names.reduce<(readonly [string, boolean])[][]>(
    (sets, name) =>
      sets.flatMap((set) => [
        [...set, [name, true] as const],
        [...set, [name, false] as const],
      ]),
    [[]],
  );
  return outcomes.map((set) => new Map(set));
}

/** Returns what an expression is where the choice is made. */
function resolve(expression: string, choice: Choice): string {
  const parts = choiceOf(expression);
  if (parts === undefined) return withoutBrackets(expression);
  const { name, negated } = conditionOf(parts[0]);
  return resolve((choice.get(name) ?? true) === negated ? parts[2] : parts[1], choice);
}

/** Returns the text of literals that stand behind one another; undefined if other things stand among them. */
function literalOf(expression: string, defined: ReadonlyMap<string, string>): string | undefined {
  const parts = expression.match(literalOrName) ?? [];
  const rest = expression.replaceAll(literalOrName, '').trim();
  if (rest !== '' || !parts.some((part) => part.startsWith('"') || defined.has(part))) return undefined;
  return parts
    .map((part) => (part.startsWith('"') ? unquote(part) : (defined.get(part) ?? macros[part] ?? 'X')))
    .join('');
}

/** What is known of the names in a call. */
interface Scope {
  readonly call: LogCall;
  /** Macros that stand for a text. */
  readonly defined: ReadonlyMap<string, string>;
}

/** Returns the texts that a function assigns to a variable. */
function assigned(name: string, { call: { body }, defined }: Scope): string[] {
  if (!/^\w+$/.test(name)) return [];
  const found = [...body.matchAll(new RegExp(`\\b${name}\\s*=\\s*([^;=][^;]*);`, 'g'))].map(([, value = '']) => value);
  return found
    .flatMap((value) => choicesOf([value]).map((choice) => resolve(value, choice)))
    .flatMap((value) => literalOf(value, defined) ?? []);
}

/** Returns what may stand in the place of an argument. */
function valuesOf(argument: string, conversion: string, scope: Scope): readonly string[] {
  const isText = /[sc]$/.test(conversion);
  const [, ...known] =
    values.find(([pattern, value]) => (isText || /^\d+$/.test(value as string)) && pattern.test(argument)) ?? [];
  if (!isText) return known.length > 0 ? known : [number(conversion)];
  if (argument === '__func__' || argument === '__FUNCTION__') return [scope.call.function];
  const literal = literalOf(argument, scope.defined);
  if (literal !== undefined) return [literal];
  const texts = [...new Set(assigned(argument, scope).filter((text) => text !== ''))];
  if (texts.length > 0) return texts.map((text) => text.replaceAll(conversions, 'x'));
  return known.length > 0 ? known : ['x'];
}

const conversions = /%(?:[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?(?:hh|h|ll|l|z|j|t|q)?)([sdiuxXoncpfgeg%])/g;

/** Returns the lines that a format may make, one for each value of its arguments. */
function fill(format: string, args: readonly string[], scope: Scope): string[] {
  let lines = [''];
  let [next, start] = [0, 0];
  for (const match of format.matchAll(conversions)) {
    next += match[0].split('*').length - 1;
    const text = format.slice(start, match.index);
    const choices = match[1] === '%' ? ['%'] : valuesOf(args[next++] ?? '', match[0], scope);
    lines = lines.flatMap((line) => choices.map((choice) => `${line}${text}${choice}`)).slice(0, mostLines);
    start = match.index + match[0].length;
  }
  return lines.map((line) => `${line}${format.slice(start)}`);
}

/** Examples of what a log call writes. */
export interface Examples {
  /** Its format as far as it is written out; what it calls it otherwise. */
  readonly format: string;
  /** None if the text is not in the source: it is the server's, the client's or the system's. */
  readonly lines: readonly string[];
}

/** Makes the lines that a log call writes, one `Examples` for each format that it chooses from. */
export function examplesOf(call: LogCall, defined: ReadonlyMap<string, string>): Examples[] {
  const scope = { call, defined };
  const found = new Map<string, Set<string>>();
  for (const choice of choicesOf([call.format, ...call.args])) {
    const expression = resolve(call.format, choice);
    const literal = expression === '__func__' ? call.function : literalOf(expression, defined);
    const formats = literal === undefined ? assigned(expression, scope) : [literal];
    const args = call.args.map((argument) => resolve(argument, choice));
    const lines = found.get(formats.join(' | ') || expression) ?? new Set();
    for (const line of formats.flatMap((format) => fill(format, args, scope))) lines.add(lineOf(call, line));
    found.set(formats.join(' | ') || expression, lines);
  }
  return [...found].map(([format, lines]) => ({ format, lines: [...lines] }));
}

/** Returns a line as the log has it, with what the function that writes it puts around a text. */
function lineOf({ front, around, tail }: LogCall, text: string): string {
  const whole = around.replace('*', () => text).replace(/^: /, '');
  return `${front}${whole}${tail}`.replaceAll('\n', '\\n');
}

/** Returns the macros of a source that stand for a text. */
export function textsDefinedIn(source: string): [string, string][] {
  return [...source.matchAll(/^\s*#\s*define\s+(\w+)[ \t]+("(?:[^"\\\n]|\\.)*")[ \t]*$/gm)].map(
    ([, name = '', literal = '']) => [name, unquote(literal)],
  );
}
