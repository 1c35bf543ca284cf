const anything = /^/;

/**
 * Who may import whom, by folder, in sources:
 * events <- { core, syslog } <- capture <- { modules, listeners, inputs, stores, config, testing } <- apps.
 */
const arrows: readonly (readonly [importer: RegExp, imported: RegExp])[] = [
  [/^packages\/events$/, /^$/],
  [/^packages\/(?:core|syslog)$/, /^packages\/events$/],
  [/^packages\/capture$/, /^packages\/(?:core|events)$/],
  [/^packages\//, /^packages\/(?:capture|core|events|syslog)$/],
  [/^apps\//, anything],
];

/** Whether a file of one package may import a file of another. */
export function mayImport(importer: string, imported: string): boolean {
  if (importer === imported) return true;
  return arrows.find(([from]) => from.test(importer))?.[1].test(imported) ?? false;
}
