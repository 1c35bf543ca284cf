import { CorrelatorError, messageOf, nearestName } from '@correlator/events';
import { isPlainObject, type PlainObject, settingNames } from '../settings/settings.ts';
import { parseYamlValue } from './parse-yaml.ts';

function invalid(override: string, problem: string): CorrelatorError {
  return new CorrelatorError('OVERRIDE_INVALID', `--set ${override}: ${problem}`, { details: { override, problem } });
}

function parseValue(override: string, text: string): unknown {
  try {
    return parseYamlValue(text);
  } catch (cause) {
    throw invalid(override, `the value is not YAML (${messageOf(cause).split('\n')[0]}); put quotes around a string`);
  }
}

/** Returns whether a value is a map whose keys can be set; a schema is a value. */
const isTree = (value: unknown): value is PlainObject => isPlainObject(value) && !('~standard' in value);

function checkSetting(override: string, key: string): void {
  if (settingNames.includes(key)) return;
  const near = nearestName(key, settingNames);
  const hint = near === undefined ? `the settings are ${settingNames.join(', ')}` : `did you mean '${near}'?`;
  throw invalid(override, `there is no setting '${key}'; ${hint}`);
}

/** Refuses an option of a component that is not there: that is a mistake more often than a wish. */
function checkComponent(override: string, [kind = '', name = '']: readonly string[], config: PlainObject): void {
  const components = config[kind];
  const known = isTree(components) ? Object.keys(components) : [];
  if (known.includes(name)) return;
  const near = nearestName(name, known);
  const hint = near === undefined ? `it has ${known.join(', ') || 'none'}.` : `did you mean '${near}'?`;
  const { path, value } = splitOverride(override);
  const whole = `${kind}.${name}={ ${path.slice(2).join('.')}: ${value} }`;
  throw invalid(override, `the configuration has no '${name}' among its ${kind}; ${hint} To add it: --set '${whole}'`);
}

function splitOverride(override: string): { readonly path: readonly string[]; readonly value: string } {
  const end = override.indexOf('=');
  const path = override
    .slice(0, Math.max(end, 0))
    .split('.')
    .map((key) => key.trim());
  if (path.some((key) => key === '')) throw invalid(override, 'write PATH=VALUE, such as modules.sshd.limit=10');
  return { path, value: override.slice(end + 1) };
}

function entered(at: unknown, override: string, done: readonly string[]): PlainObject {
  if (at === undefined || at === null || at === true || at === false) return {};
  if (isTree(at)) return at;
  throw invalid(
    override,
    `${done.join('.')} has no parts: ${Array.isArray(at) ? 'it is a list' : 'it is a value'}; set it whole`,
  );
}

function replaced(
  at: unknown,
  value: unknown,
  where: { override: string; path: readonly string[]; depth: number },
): unknown {
  const key = where.path[where.depth];
  if (key === undefined) return value;
  const tree = entered(at, where.override, where.path.slice(0, where.depth));
  const old = Object.hasOwn(tree, key) ? tree[key] : undefined;
  return { ...tree, [key]: replaced(old, value, { ...where, depth: where.depth + 1 }) };
}

/** Returns the path that an override sets; empty if it has none. */
export function overriddenPath(override: string): readonly string[] {
  return (
    /^[^=]*(?==)/
      .exec(override)?.[0]
      .split('.')
      .map((key) => key.trim()) ?? []
  );
}

/**
 * Returns `config` with one override: `PATH=VALUE`, the path's keys joined by dots, the value written as in YAML. `config`
 * itself stays as it is. Throws `OVERRIDE_INVALID`.
 */
export function applyOverride(config: unknown, override: string): unknown {
  const { path, value } = splitOverride(override);
  checkSetting(override, path[0] ?? '');
  if (path.length > 2 && isTree(config)) checkComponent(override, path, config);
  return replaced(config, parseValue(override, value), { override, path, depth: 0 });
}
