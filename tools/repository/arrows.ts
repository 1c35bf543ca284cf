/**
 * Which folder's sources may import which other folder:
 * events <- { core, syslog } <- capture <- { modules, listeners, inputs, stores, config, testing } <- apps,
 * and of the apps bench <- torture.
 */
const arrows: readonly (readonly [importer: RegExp, imported: RegExp])[] = [
  [/^packages\/events$/, /^$/],
  [/^packages\/(?:core|syslog)$/, /^packages\/events$/],
  [/^packages\/capture$/, /^packages\/(?:core|events)$/],
  [/^packages\//, /^packages\/(?:capture|core|events|syslog)$/],
  [/^apps\/torture$/, /^(?:packages\/[^/]+|apps\/bench)$/],
  [/^apps\//, /^packages\//],
];

/** Whether a file of one package may import a file of another. */
export function mayImport(importer: string, imported: string): boolean {
  if (importer === imported) return true;
  return arrows.find(([from]) => from.test(importer))?.[1].test(imported) ?? false;
}
