import type { Severity } from './define.ts';

/** What the person may set for a rule. */
export type SeveritySetting = Severity | 'off';

/** Rule ids to what the person set for them. */
export type SeveritySettings = Readonly<Record<string, SeveritySetting>>;

/** From the gravest to the mildest. */
export const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** @returns whether `severity` is as grave as `least` or graver. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}

/** @returns the milder of two severities. */
export function milder(one: Severity, other: Severity): Severity {
  return isAtLeast(one, other) ? other : one;
}
