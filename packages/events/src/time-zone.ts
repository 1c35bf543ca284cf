/** Time zones: what clocks show, and when days begin. */
import { CorrelatorError } from './errors.ts';

const dayMs = 86_400_000;

/** No zone was ever further from UTC than this; local Manila and Alaska time before 1867 came closest. */
const widestOffsetMs = 16 * 3_600_000;

const rememberedDays = 1_024;

/** Zones had no rules before these days, and none are known after them: there, the rules of the nearest day hold. */
const firstDay = Date.UTC(1850, 0, 1) / dayMs;
const lastDay = Date.UTC(9999, 0, 1) / dayMs;

/** Wall time of one zone. All times are milliseconds; days may have 23, 24 or 25 hours. */
export interface TimeZone {
  /** The name that it was asked for by. */
  readonly name: string;
  /** Returns what to add to UTC to get the wall time at `utcMs`. */
  offsetAt(utcMs: number): number;
  /**
   * Returns the instant at which clocks show `localMs` (wall time written as if it were UTC): the earlier one of a wall time
   * that comes twice. A wall time that clocks skip is shifted forward by what they skip.
   */
  toUtc(localMs: number): number;
  /** Returns the first instant of the day of `utcMs`. */
  startOfDay(utcMs: number): number;
  /** Returns the first instant after `utcMs` at which a new day begins. */
  nextMidnight(utcMs: number): number;
  /** Returns the date of `utcMs` as `YYYY-MM-DD`. */
  dayOf(utcMs: number): string;
}

const zones = new Map<string, TimeZone>();

/**
 * Returns the zone of an IANA name (`'Europe/Berlin'`, `'UTC'`) or an offset (`'+02:00'`). Throws `TIME_ZONE_UNKNOWN` for any
 * other name.
 *
 * @example
 * timeZone('Europe/Berlin').dayOf(Date.UTC(2026, 10, 23, 23, 30)); // 2026-11-24
 */
export function timeZone(name: string): TimeZone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = createZone(name);
  zones.set(name, zone);
  return zone;
}

/**
 * Returns whether `timeZone` knows a zone of this name.
 *
 * @example
 * isTimeZone('Europe/Prague'); // true
 * isTimeZone('Europe/Prag'); // false
 */
export function isTimeZone(name: string): boolean {
  try {
    dateFormat(name);
    return true;
  } catch {
    return false;
  }
}

function createZone(name: string): TimeZone {
  if (name === 'UTC') return createUtcZone(name); // the common case need not load the rules of zones
  const format = dateFormat(name);
  if (format.resolvedOptions().timeZone === 'UTC') return createUtcZone(name);
  return createZoneWithRules(name, zoneRules(format));
}

function dateFormat(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new CorrelatorError(
      'TIME_ZONE_UNKNOWN',
      `unknown time zone '${name}'; use an IANA name such as 'Europe/Berlin' or 'UTC', or an offset such as '+02:00'`,
      { cause },
    );
  }
}

function createUtcZone(name: string): TimeZone {
  return {
    name,
    offsetAt: () => 0,
    toUtc: (localMs) => localMs,
    startOfDay: floorToDay,
    nextMidnight: (utcMs) => floorToDay(utcMs) + dayMs,
    dayOf: dateFormatter(),
  };
}

/** What the clocks of a zone do during one day of UTC: they change at most once, at `change`. */
interface DayRule {
  readonly change: number;
  readonly before: number;
  readonly after: number;
}

type Rules = (utcMs: number) => DayRule;

/** Returns rules by day, worked out when first asked for and remembered for the last days used. */
function zoneRules(format: Intl.DateTimeFormat): Rules {
  const rules = new Map<number, DayRule>();
  let recentDay = Number.NaN;
  let recentRule: DayRule = { change: Number.POSITIVE_INFINITY, before: 0, after: 0 };
  return (utcMs) => {
    const day = Math.floor(utcMs / dayMs);
    if (day === recentDay) return recentRule;
    let rule = rules.get(day);
    if (rule === undefined) {
      rule = dayRule(format, Math.min(Math.max(day, firstDay), lastDay) * dayMs);
      if (rules.size === rememberedDays) rules.clear();
      rules.set(day, rule);
    }
    recentDay = day;
    recentRule = rule;
    return rule;
  };
}

function dayRule(format: Intl.DateTimeFormat, start: number): DayRule {
  const before = offsetByFormat(format, start);
  const after = offsetByFormat(format, start + dayMs - 1_000);
  if (before === after) return { change: Number.POSITIVE_INFINITY, before, after };
  let same = start;
  let other = start + dayMs - 1_000;
  while (other - same > 1_000) {
    const middle = same + Math.floor((other - same) / 2_000) * 1_000;
    if (offsetByFormat(format, middle) === before) same = middle;
    else other = middle;
  }
  return { change: other, before, after };
}

function offsetByFormat(format: Intl.DateTimeFormat, utcMs: number): number {
  const part = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(utcMs)) {
    if (Object.hasOwn(part, type)) part[type as keyof typeof part] = Number(value);
  }
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - utcMs;
}

function createZoneWithRules(name: string, rules: Rules): TimeZone {
  function offsetAt(utcMs: number): number {
    const rule = rules(utcMs);
    return utcMs < rule.change ? rule.before : rule.after;
  }
  const toUtc = localToUtc(rules, offsetAt);
  const formatDay = dateFormatter();
  return {
    name,
    offsetAt,
    toUtc,
    startOfDay: (utcMs) => toUtc(floorToDay(utcMs + offsetAt(utcMs))),
    nextMidnight(utcMs) {
      const midnight = floorToDay(utcMs + offsetAt(utcMs)) + dayMs;
      const first = toUtc(midnight);
      return first > utcMs ? first : midnight - offsetAt(midnight + widestOffsetMs);
    },
    dayOf: (utcMs) => formatDay(utcMs + offsetAt(utcMs)),
  };
}

/** Converts wall time. It remembers the last wall day around which nothing changes: there, the answer is one subtraction. */
function localToUtc(rules: Rules, offsetAt: (utcMs: number) => number): (localMs: number) => number {
  let steadyFrom = Number.POSITIVE_INFINITY;
  let steadyTo = Number.NEGATIVE_INFINITY;
  let steadyOffset = 0;
  return (localMs) => {
    if (localMs >= steadyFrom && localMs < steadyTo) return localMs - steadyOffset;
    const start = floorToDay(localMs);
    const offset = rules(start).before;
    if ([-dayMs, 0, dayMs].every((days) => isSteady(rules(start + days), offset))) {
      steadyFrom = start;
      steadyTo = start + dayMs;
      steadyOffset = offset;
      return localMs - offset;
    }
    const before = offsetAt(localMs - widestOffsetMs);
    const after = offsetAt(localMs + widestOffsetMs);
    return offsetAt(localMs - before) !== before && offsetAt(localMs - after) === after
      ? localMs - after
      : localMs - before;
  };
}

function isSteady(rule: DayRule, offset: number): boolean {
  return rule.before === offset && rule.after === offset;
}

function floorToDay(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

/** Formats the date of a wall time; that of the day asked for last is remembered. */
function dateFormatter(): (localMs: number) => string {
  let lastDay = Number.NaN;
  let lastText = '';
  return (localMs) => {
    const day = Math.floor(localMs / dayMs);
    if (day !== lastDay) {
      lastText = new Date(day * dayMs).toISOString().slice(0, 10);
      lastDay = day;
    }
    return lastText;
  };
}
