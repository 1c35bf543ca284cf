/** Templates are no longer than this, in characters. */
const longest = 120;

/** Text beyond this is not looked at. */
const looked = 400;

const placeholders: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  [/"[^"]{0,200}"/g, '"…"'],
  [/'[^']{0,200}'/g, "'…'"],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, '<address>'],
  [/\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\b/g, '<time>'],
  [/(?<![\w:.])(?=[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:)[0-9A-Fa-f:.]{2,45}(?:%\w{1,16})?(?![\w:.])/g, '<address>'],
  [/\b[A-Za-z0-9]{2,12}:[A-Za-z0-9+/]{27,86}={0,2}(?![\w+/=])/g, '<fingerprint>'],
  [/(?<![\w.])\/[\w./@+-]{1,200}/g, '<path>'],
  [/(?<![\w.])(?:0x[0-9A-Fa-f]{1,16}|\d{1,20}(?:\.\d{1,20})?)(?!\w|\.\w)/g, '<n>'],
];

/**
 * A message without what differs from one time to the next (numbers, addresses, paths, fingerprints, what is quoted), so
 * that messages that say the same are one template: to count and sample what a module does not know. Of long messages,
 * the beginning.
 */
export function templateOf(message: string): string {
  let text = message.slice(0, looked);
  for (const [pattern, placeholder] of placeholders) text = text.replace(pattern, placeholder);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
