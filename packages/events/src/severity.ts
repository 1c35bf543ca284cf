/** How grave an event is, gravest first. Plain audit events are `info`. */
export const severities = ['error', 'warning', 'notice', 'info'] as const;

/** `error`, `warning`, `notice` or `info`. */
export type Severity = (typeof severities)[number];

/** True where `severity` is at least as grave as `least`. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}
