/** An index (`.1`) or a date (`-20261124`, `.2026-11-24`, `-1795510000`), with or without the ending of a compressed file. */
const suffix = /^[-._](\d[-\d._:T]{0,40}?)(?:\.(?:gz|Z|bz2|xz|zst|lz4))?$/;
/** No file system has longer names. */
const longestName = 255;
const fewestDigitsOfDate = 6;
/** Dates of fewer digits are compared with those of more as if the rest were zeros. */
const digitsCompared = 24;

/** Returns what the name of a rotated file has beyond that of its log: `auth.log.1`, `app-20261124.log` of `app.log`. */
function marks(base: string, name: string): string | undefined {
  if (name.startsWith(base)) return suffix.exec(name.slice(base.length))?.[1];
  const dot = base.lastIndexOf('.');
  if (dot < 1) return undefined;
  const [stem, ending] = [base.slice(0, dot), base.slice(dot)];
  const plain = name.replace(/\.gz$/, '');
  if (!plain.startsWith(stem) || !plain.endsWith(ending) || plain.length <= base.length) return undefined;
  const between = suffix.exec(plain.slice(stem.length, -ending.length))?.[1];
  // A mere number there may be that of another log: `worker-1.log`, `worker-2.log`.
  return between !== undefined && digitsOf(between).length >= fewestDigitsOfDate ? between : undefined;
}

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/**
 * Returns how recent `name` is among the rotated files of the log called `base`: the greater, the more recent. Undefined if it
 * is not named like one of them.
 */
export function recencyOf(base: string, name: string): bigint | undefined {
  const between = marks(base, name);
  if (between === undefined) return undefined;
  const digits = digitsOf(between);
  if (digits.length < fewestDigitsOfDate) return -BigInt(digits);
  return BigInt(digits.padEnd(digitsCompared, '0'));
}

const separator = /[-._]/g;

/** Returns the name of the log that a file called `name` would be a rotated file of: `auth.log` for `auth.log.2.gz`. */
export function baseOf(name: string): string | undefined {
  if (name.length > longestName) return undefined;
  for (const { index } of name.matchAll(separator)) {
    if (index > 0 && suffix.test(name.slice(index))) return name.slice(0, index);
  }
  return undefined;
}
