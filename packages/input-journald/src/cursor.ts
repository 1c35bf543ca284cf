/** What a cursor says of its entry (systemd.journal-fields(7)): which numbering, and which number in it. */
export interface Cursor {
  readonly text: string;
  /** The id of the numbering: of a machine's journal, or of one file of another. */
  readonly numbering: string;
  readonly number: number;
}

/** Within the text of a value all quotation marks are escaped: only a field's name stands between bare ones. */
const field = /"__CURSOR"\s*:\s*"(s=([0-9a-f]{32});i=([0-9a-f]{1,13});[0-9a-z;=]{1,200})"/;
const alone = /^s=[0-9a-f]{32};i=[0-9a-f]{1,13};[0-9a-z;=]{1,200}$/;

/** The cursor of an entry as journalctl writes it in JSON, if it has one. */
export function cursorOf(entry: string): Cursor | undefined {
  const [, text, numbering, number] = field.exec(entry) ?? [];
  if (text === undefined || numbering === undefined || number === undefined) return undefined;
  return { text, numbering, number: Number.parseInt(number, 16) };
}

/** Whether a text is a cursor. */
export function isCursor(text: string): boolean {
  return alone.test(text);
}
