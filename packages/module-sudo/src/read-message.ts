import { notes } from './messages/notes.ts';
import { refusals } from './messages/refusals.ts';

/** What sudo said of one use of it. */
export interface SudoUse {
  readonly id: 'command' | 'refused';
  readonly user: string;
  /** The id of the refusal. */
  readonly refusal: string | null;
  /** Wrong passwords. */
  readonly attempts: number;
  readonly terminal: string | null;
  /**
   * As whom, where and what. Null where it is unclear: a user may call a folder, or an argument, by what sudo writes
   * between its fields.
   */
  readonly target: string | null;
  readonly directory: string | null;
  readonly command: string | null;
}

/** The name of the user is the system's own; all behind it may hold text that the user chose. */
const head = /^ *(?<user>[^ ]{1,64}) : (?<rest>.*)$/;
/** In the order in which sudo writes them; only those that matter have to be there. */
const order = ['HOST', 'TTY', 'CHROOT', 'PWD', 'USER', 'GROUP', 'TSID', 'ENV', 'COMMAND'];
const fieldStart = new RegExp(`; (${order.join('|')})=`, 'g');

interface Field {
  readonly name: string;
  readonly value: string;
}

/** All that looks like a field in `text`, which begins with `; `; the command goes on to the end. */
function fieldsIn(text: string): Field[] {
  const starts = [...text.matchAll(fieldStart)];
  return starts.map((start, i) => {
    const [whole, name = ''] = start;
    const end = name === 'COMMAND' ? undefined : starts[i + 1]?.index;
    return { name, value: text.slice(start.index + whole.length, end).replace(/ $/, '') };
  });
}

/** Whether these are the fields that sudo wrote, and nothing that a user chose looks like one. */
function areClear(fields: readonly Field[]): boolean {
  const ranks = fields.map(({ name }) => order.indexOf(name));
  return fields.at(-1)?.name === 'COMMAND' && ranks.every((rank, i) => i === 0 || rank > (ranks[i - 1] ?? 0));
}

function useOf(user: string, reason: string, fields: readonly Field[]): SudoUse | undefined {
  const refusal = reason === '' ? undefined : refusals.find(({ pattern }) => pattern.test(reason));
  if (reason !== '' && refusal === undefined) return undefined;
  const clear = areClear(fields) ? fields : [];
  const field = (name: string) => clear.find((one) => one.name === name)?.value ?? null;
  return {
    id: refusal === undefined ? 'command' : 'refused',
    user,
    refusal: refusal?.id ?? null,
    attempts: Number(refusal?.pattern.exec(reason)?.groups?.count ?? 0),
    terminal: field('TTY'),
    target: field('USER'),
    directory: field('PWD'),
    command: field('COMMAND'),
  };
}

/** What sudo said in `message`: a use of it, a note of which nothing is read, or what nobody knows. Never throws. */
export function readMessage(message: string): SudoUse | 'note' | undefined {
  if (notes.some(({ pattern }) => pattern.test(message))) return 'note';
  const { user = '', rest = '' } = head.exec(message)?.groups ?? {};
  const text = `; ${rest}`;
  const fields = fieldsIn(text);
  if (!fields.some(({ name }) => name === 'COMMAND')) return undefined;
  return useOf(user, text.slice(2, text.search(fieldStart)).replace(/ $/, ''), fields);
}
